CREATE TABLE parents (id int PRIMARY KEY, code text, UNIQUE (id, code));
CREATE TABLE children (id int PRIMARY KEY, parent int REFERENCES parents, code text);
