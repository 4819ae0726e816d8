CREATE TYPE mood AS ENUM ('calm', 'it''s');
CREATE TABLE members (id integer PRIMARY KEY, mood mood DEFAULT 'calm', note text);
CREATE FUNCTION moody(mood) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN $1 = 'calm'::mood;
CREATE VIEW calm AS SELECT id FROM members WHERE mood = 'calm';
