CREATE TABLE people OF person (PRIMARY KEY (id), name WITH OPTIONS NOT NULL DEFAULT 'nobody', CHECK (born > '1800-01-01'));
COMMENT ON COLUMN people.born IS 'Gregorian';
