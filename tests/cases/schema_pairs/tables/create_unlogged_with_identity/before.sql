CREATE TABLE visits (id integer);
