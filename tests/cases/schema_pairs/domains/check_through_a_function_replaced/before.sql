CREATE FUNCTION valid_iban(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT length($1) > 3';
CREATE DOMAIN iban AS text CONSTRAINT valid CHECK (valid_iban(VALUE));
CREATE TABLE payments (id integer PRIMARY KEY, to_iban iban);
