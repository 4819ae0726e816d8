CREATE TABLE words (id integer PRIMARY KEY, word text, code varchar(10), fixed char(5));
CREATE INDEX words_word ON words (word);
