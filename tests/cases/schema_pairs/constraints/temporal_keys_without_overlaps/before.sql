CREATE EXTENSION btree_gist;
CREATE TABLE contracts (employee integer, salary numeric, valid daterange);
CREATE TABLE projects (id integer, employee integer, valid daterange);
