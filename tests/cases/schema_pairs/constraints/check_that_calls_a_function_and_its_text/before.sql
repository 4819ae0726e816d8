CREATE FUNCTION is_iban(value text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $_$ SELECT value ~ '^[A-Z]{2}\d+$' $_$;
CREATE TABLE banks (id integer PRIMARY KEY, iban text CHECK (is_iban(iban)));
