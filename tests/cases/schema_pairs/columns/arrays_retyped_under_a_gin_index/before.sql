CREATE TABLE lists (id integer PRIMARY KEY, numbers integer[] NOT NULL DEFAULT '{}', words varchar(10)[], matrix integer[]);
CREATE INDEX lists_numbers ON lists USING gin (numbers);
