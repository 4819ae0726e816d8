CREATE TABLE addresses (person integer PRIMARY KEY REFERENCES persons ON DELETE CASCADE, street text, zip varchar(10));
INSERT INTO addresses SELECT id, street, zip FROM persons;
CREATE INDEX addresses_zip ON addresses (zip);
CREATE OR REPLACE VIEW person_zips AS SELECT person AS id, zip FROM addresses;
ALTER TABLE persons DROP COLUMN street, DROP COLUMN zip;
CREATE VIEW persons_with_address AS SELECT p.id, p.name, a.street, a.zip FROM persons p LEFT JOIN addresses a ON a.person = p.id;
COMMENT ON VIEW persons_with_address IS 'as the table was before';
