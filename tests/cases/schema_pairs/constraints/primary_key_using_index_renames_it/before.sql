CREATE TABLE badges (id integer, holder text, code text NOT NULL);
CREATE UNIQUE INDEX badges_by_code ON badges (code);
CREATE UNIQUE INDEX badges_by_holder ON badges (holder) WITH (fillfactor = 75);
COMMENT ON INDEX badges_by_code IS 'made concurrently';
