CREATE TABLE parent (id int PRIMARY KEY, v timestamp);
CREATE TABLE child (extra int) INHERITS (parent);
