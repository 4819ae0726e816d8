CREATE TABLE parents (id int PRIMARY KEY, code text, UNIQUE (id, code));
CREATE TABLE children (id int PRIMARY KEY, parent int, code text);
ALTER TABLE children ADD CONSTRAINT f FOREIGN KEY (parent) REFERENCES parents;
CREATE TABLE toys (child int REFERENCES children);
