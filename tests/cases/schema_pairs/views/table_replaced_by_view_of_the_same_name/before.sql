CREATE TABLE prices (id integer PRIMARY KEY, amount numeric(8,2) NOT NULL, valid_until date);
CREATE VIEW cheap AS SELECT id FROM prices WHERE amount < 10;
