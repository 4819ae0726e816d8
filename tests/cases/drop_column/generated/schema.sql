CREATE TABLE items (id int PRIMARY KEY, name text, shout text GENERATED ALWAYS AS (upper(name)) STORED);
