CREATE TYPE fresh AS ENUM ('a', 'b');
ALTER TABLE items ALTER COLUMN kind TYPE fresh USING kind::text::fresh;
DROP TYPE old;
ALTER TABLE items ALTER COLUMN n TYPE text USING 'no ' || n;
