CREATE TABLE level (id integer PRIMARY KEY);
CREATE TABLE amount (id integer REFERENCES level);
