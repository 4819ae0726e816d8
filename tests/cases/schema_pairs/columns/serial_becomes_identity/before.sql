CREATE TABLE tracks (id serial PRIMARY KEY, title text);
