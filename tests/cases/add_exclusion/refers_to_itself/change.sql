ALTER TABLE spans ADD EXCLUDE USING gist (during WITH &&);
