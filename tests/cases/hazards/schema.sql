CREATE TYPE mood AS ENUM ('calm', 'So so');
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TABLE parents (id int PRIMARY KEY, name text);
CREATE TABLE items (
    id int PRIMARY KEY,
    parent int CONSTRAINT of_parent REFERENCES parents,
    name varchar(40) NOT NULL,
    amount int,
    price numeric(10, 2) DEFAULT 0,
    "Code" text CONSTRAINT one_code UNIQUE,
    seen timestamp,
    mood mood,
    doubled int GENERATED ALWAYS AS (amount * 2) STORED,
    CONSTRAINT cheap CHECK (amount > 0 AND price >= 0),
    CONSTRAINT small CHECK (amount < 1000)
);
CREATE INDEX items_by_both ON items (name, amount);
CREATE INDEX items_by_parent ON items (parent);
CREATE STATISTICS items_together ON amount, parent FROM items;
ALTER TABLE items ADD CONSTRAINT known CHECK (parent > 0) NOT VALID;
CREATE VIEW priced AS SELECT id, price FROM items;
CREATE FUNCTION summed() RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT sum(amount) FROM items); END';
CREATE FUNCTION codes() RETURNS SETOF text LANGUAGE sql BEGIN ATOMIC SELECT "Code" FROM items; END;
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE lines (id serial PRIMARY KEY, item int NOT NULL REFERENCES items, label text CHECK (label <> ''), plain int NOT NULL);
CREATE TRIGGER checked BEFORE INSERT OR UPDATE ON lines FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE INDEX lines_by_item ON lines (item);
CREATE TABLE keyless (a int, b text);
CREATE TABLE readings (day int NOT NULL, value int) PARTITION BY RANGE (day);
CREATE TABLE readings_1 PARTITION OF readings FOR VALUES FROM (0) TO (10);
CREATE TABLE readings_rest PARTITION OF readings DEFAULT;
CREATE TABLE sent (id int PRIMARY KEY, a int, b int);
CREATE UNIQUE INDEX sent_by_both ON sent (id, a);
CREATE PUBLICATION everything FOR TABLE sent;
CREATE TABLE sent_in_part (id int PRIMARY KEY, a int, b int);
CREATE PUBLICATION "Some columns" FOR TABLE sent_in_part (id, a) WHERE (id > 0);
CREATE TABLE notes (id bigint PRIMARY KEY, owner text, mine boolean);
CREATE POLICY own ON notes USING (owner = current_user);
GRANT SELECT, INSERT ON parents TO reader;
