CREATE TABLE words (word text, lang text);
