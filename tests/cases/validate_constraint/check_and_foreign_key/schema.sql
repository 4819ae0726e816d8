CREATE TABLE parents (id int PRIMARY KEY, code text, UNIQUE (id, code));
CREATE TABLE children (id int PRIMARY KEY, parent int, code text);
ALTER TABLE children ADD CONSTRAINT f FOREIGN KEY (parent) REFERENCES parents NOT VALID;
ALTER TABLE children ADD CONSTRAINT c CHECK (id > 0) NOT VALID;
