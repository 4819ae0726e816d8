ALTER TABLE people ADD COLUMN full_name text COLLATE "C" GENERATED ALWAYS AS (first || ' ' || last) STORED;
ALTER TABLE people ADD COLUMN born_year integer NOT NULL GENERATED ALWAYS AS (coalesce(extract(year FROM born)::integer, 0)) STORED CHECK (born_year >= 0);
CREATE INDEX people_full_name ON people (full_name);
