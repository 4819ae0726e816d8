DROP TABLE addresses;
CREATE TABLE addresses (id serial PRIMARY KEY, line text NOT NULL, zip varchar(10), country char(2));
CREATE INDEX addresses_zip_idx ON addresses (zip, country);
