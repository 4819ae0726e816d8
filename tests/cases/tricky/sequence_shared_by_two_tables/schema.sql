CREATE SEQUENCE global_id AS int;
CREATE TABLE cats (id int PRIMARY KEY DEFAULT nextval('global_id'), name text);
CREATE TABLE dogs (id int PRIMARY KEY DEFAULT nextval('global_id'), name text, chases int REFERENCES cats);
