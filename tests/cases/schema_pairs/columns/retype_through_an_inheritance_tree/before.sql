CREATE TABLE creatures (id integer NOT NULL, name varchar(20) DEFAULT 'x');
CREATE TABLE birds (wings integer) INHERITS (creatures);
CREATE INDEX birds_name ON birds (name);
CREATE VIEW bird_names AS SELECT name FROM birds;
