ALTER TABLE diary DROP CONSTRAINT not_sad_first;
DROP INDEX diary_good;
ALTER TABLE diary ALTER COLUMN mood DROP DEFAULT;
ALTER TABLE diary ALTER COLUMN mood TYPE text;
ALTER TABLE diary ALTER COLUMN mood SET DEFAULT 'ok';
ALTER TABLE diary ADD CONSTRAINT not_sad_first CHECK (id > 1 OR mood <> 'sad');
CREATE INDEX diary_good ON diary (mood) WHERE mood <> 'sad';
DROP TYPE mood;
