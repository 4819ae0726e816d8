CREATE TABLE cards (id integer PRIMARY KEY, holder text, color text DEFAULT 'red', digits char(4));
