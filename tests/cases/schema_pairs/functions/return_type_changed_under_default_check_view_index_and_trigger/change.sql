DROP FUNCTION norm(text) CASCADE;
CREATE FUNCTION norm(word text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower(btrim(word))';
ALTER TABLE lexicon ALTER COLUMN word SET DEFAULT norm(' New '), ADD CONSTRAINT not_empty CHECK (norm(word) <> '');
CREATE INDEX lexicon_norm ON lexicon (norm(word));
CREATE TRIGGER lexicon_word BEFORE INSERT ON lexicon FOR EACH ROW WHEN (NEW.word <> norm(NEW.word)) EXECUTE FUNCTION set_word();
CREATE VIEW lexicon_words AS SELECT id, norm(word) AS word FROM lexicon;
