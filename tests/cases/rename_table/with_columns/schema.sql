CREATE TABLE items (id int PRIMARY KEY, name text NOT NULL, "Count" int DEFAULT 0, note text);
CREATE INDEX items_name ON items (name);
CREATE TABLE parts (id int PRIMARY KEY, item_id int REFERENCES items);
