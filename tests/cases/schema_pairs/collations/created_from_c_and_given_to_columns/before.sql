CREATE COLLATION plain_bytes (provider = libc, locale = 'C');
CREATE TABLE words (id integer PRIMARY KEY, word text NOT NULL, other text COLLATE plain_bytes);
CREATE INDEX words_word ON words (word);
CREATE INDEX words_other ON words (other COLLATE "default", word COLLATE plain_bytes DESC);
