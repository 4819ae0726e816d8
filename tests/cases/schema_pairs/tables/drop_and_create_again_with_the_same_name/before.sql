CREATE TABLE addresses (id serial PRIMARY KEY, line text NOT NULL, zip varchar(10));
CREATE INDEX addresses_zip_idx ON addresses (zip);
COMMENT ON TABLE addresses IS 'first generation';
