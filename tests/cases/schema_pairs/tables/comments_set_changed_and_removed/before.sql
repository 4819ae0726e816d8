CREATE TABLE letters (id integer PRIMARY KEY, body text);
COMMENT ON TABLE letters IS 'Old';
COMMENT ON COLUMN letters.body IS 'To go';
