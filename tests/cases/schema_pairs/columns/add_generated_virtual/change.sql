ALTER TABLE boxes ADD COLUMN area bigint GENERATED ALWAYS AS (width::bigint * height) VIRTUAL;
ALTER TABLE boxes ADD COLUMN outline integer GENERATED ALWAYS AS (2 * (width + height)) CONSTRAINT outline_positive CHECK (outline > 0);
