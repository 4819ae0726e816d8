CREATE TABLE handles (id integer, twitter text, github text, CONSTRAINT first_unique UNIQUE (twitter), CONSTRAINT second_unique UNIQUE (github));
COMMENT ON CONSTRAINT first_unique ON handles IS 'about twitter';
