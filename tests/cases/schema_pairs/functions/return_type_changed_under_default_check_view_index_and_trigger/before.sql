CREATE FUNCTION norm(word text) RETURNS varchar LANGUAGE sql IMMUTABLE AS 'SELECT lower(btrim(word))::varchar';
CREATE FUNCTION set_word() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.word := norm(NEW.word); RETURN NEW; END $$;
CREATE TABLE lexicon (id integer PRIMARY KEY, word text NOT NULL DEFAULT norm(' New '), CONSTRAINT not_empty CHECK (norm(word) <> ''));
CREATE INDEX lexicon_norm ON lexicon (norm(word));
CREATE TRIGGER lexicon_word BEFORE INSERT ON lexicon FOR EACH ROW WHEN (NEW.word <> norm(NEW.word)) EXECUTE FUNCTION set_word();
CREATE VIEW lexicon_words AS SELECT id, norm(word) AS word FROM lexicon;
