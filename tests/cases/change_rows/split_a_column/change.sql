ALTER TABLE people ADD COLUMN "first %" text, ADD COLUMN rest text;
UPDATE people SET "first %" = split_part("full; name", ' ', 1), rest = substr("full; name", strpos("full; name" || ' ', ' ') + 1);
ALTER TABLE people DROP COLUMN "full; name";
