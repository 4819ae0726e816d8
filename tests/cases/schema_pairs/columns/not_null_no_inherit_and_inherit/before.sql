CREATE TABLE parents (a integer, b integer CONSTRAINT b_here NOT NULL NO INHERIT, c integer CONSTRAINT c_all NOT NULL);
CREATE TABLE children () INHERITS (parents);
