CREATE TABLE versions (major integer NOT NULL, minor integer NOT NULL, PRIMARY KEY (major, minor)) PARTITION BY LIST (major);
CREATE TABLE versions_1 PARTITION OF versions FOR VALUES IN (1);
CREATE TABLE fixes (id integer PRIMARY KEY, major integer, minor integer);
