CREATE TABLE runs (id serial PRIMARY KEY, label text);
