CREATE TABLE pets (id integer PRIMARY KEY, kind text NOT NULL, name text NOT NULL);
CREATE VIEW cats AS SELECT id, name FROM pets WHERE kind = 'cat';
CREATE VIEW dogs AS SELECT id, name, kind FROM pets WHERE kind = 'dog';
CREATE VIEW cat_count AS SELECT count(*) AS n FROM cats;
