CREATE TABLE shelves (id integer PRIMARY KEY, label text NOT NULL);
