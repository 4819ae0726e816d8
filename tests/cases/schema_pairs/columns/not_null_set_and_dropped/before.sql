CREATE TABLE forms (id integer PRIMARY KEY, name text, email text NOT NULL, phone text NOT NULL DEFAULT '');
