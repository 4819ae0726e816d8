ALTER TABLE addresses ALTER COLUMN zip TYPE varchar(12);
ALTER TABLE addresses ALTER COLUMN code TYPE bigint;
ALTER TABLE addresses ADD COLUMN country char(2) NOT NULL DEFAULT 'DE';
CREATE STATISTICS country_city ON country, city FROM addresses;
