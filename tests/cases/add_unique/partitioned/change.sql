ALTER TABLE events ADD CONSTRAINT one_a_day UNIQUE (day, id);
COMMENT ON CONSTRAINT one_a_day ON events IS 'of each kind';
