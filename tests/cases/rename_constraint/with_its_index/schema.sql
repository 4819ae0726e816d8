CREATE TABLE items (id int PRIMARY KEY, name text, price numeric(10, 2), note text);
ALTER TABLE items ADD CONSTRAINT u UNIQUE (name);
ALTER TABLE items ADD CONSTRAINT c CHECK (price <> 7);
