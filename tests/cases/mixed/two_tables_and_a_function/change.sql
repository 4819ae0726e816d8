CREATE FUNCTION norm(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT lower(trim(t)) $$;
ALTER TABLE parents ADD COLUMN norm text GENERATED ALWAYS AS (norm(code)) STORED;
ALTER TABLE children ADD CONSTRAINT f FOREIGN KEY (parent) REFERENCES parents;
CREATE UNIQUE INDEX ON parents (norm(code)) WHERE code <> '';
ALTER TABLE children RENAME COLUMN code TO parent_code;
