CREATE TABLE items (id int PRIMARY KEY, name varchar(10) NOT NULL DEFAULT 'x');
CREATE INDEX i ON items (name);
