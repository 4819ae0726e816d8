DELETE FROM shifts WHERE id % 4 > 0;
ALTER TABLE shifts ADD EXCLUDE USING gist (at WITH &&);
