ALTER DOMAIN iban DROP CONSTRAINT valid;
DROP FUNCTION valid_iban(text);
CREATE FUNCTION valid_iban(number text, strict boolean DEFAULT false) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT length($1) > CASE WHEN $2 THEN 14 ELSE 2 END';
ALTER DOMAIN iban ADD CONSTRAINT valid CHECK (valid_iban(VALUE));
