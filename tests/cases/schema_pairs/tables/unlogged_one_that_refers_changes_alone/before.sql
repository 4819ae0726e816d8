CREATE TABLE level (id integer PRIMARY KEY);
CREATE UNLOGGED TABLE amount (id integer REFERENCES level, note text);
