CREATE TABLE client (id serial PRIMARY KEY, email text UNIQUE);
