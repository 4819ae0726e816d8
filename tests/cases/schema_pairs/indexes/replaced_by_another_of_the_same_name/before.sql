CREATE TABLE logs (id integer PRIMARY KEY, level text, message text);
CREATE INDEX logs_lookup ON logs (level);
COMMENT ON INDEX logs_lookup IS 'by level';
