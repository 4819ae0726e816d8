ALTER TYPE mood ADD VALUE E'back\\slash "new"' BEFORE 'it''s';
ALTER TABLE members ALTER COLUMN mood SET DEFAULT E'back\\slash "new"';
ALTER TABLE members ADD CONSTRAINT known CHECK (mood <> E'back\\slash "new"' OR note IS NULL);
ALTER TABLE members ADD COLUMN later mood NOT NULL DEFAULT E'back\\slash "new"';
CREATE INDEX of_mood ON members (note) WHERE mood = E'back\\slash "new"';
CREATE TABLE guests (id integer PRIMARY KEY, mood mood NOT NULL DEFAULT E'back\\slash "new"');
CREATE VIEW moody AS SELECT id FROM members WHERE mood = E'back\\slash "new"';
