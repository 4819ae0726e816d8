CREATE TABLE payments (id integer NOT NULL, paid date NOT NULL, amount numeric DEFAULT 0, PRIMARY KEY (id, paid)) PARTITION BY RANGE (paid);
CREATE TABLE payments_2023 (gone text, amount numeric DEFAULT 1, paid date NOT NULL, id integer NOT NULL);
ALTER TABLE payments_2023 DROP COLUMN gone;
CREATE UNIQUE INDEX payments_2023_unique ON payments_2023 (id, paid);
