CREATE TABLE parents (a integer, b integer);
CREATE TABLE children () INHERITS (parents);
CREATE TABLE grandchildren (c text) INHERITS (children);
