CREATE SCHEMA "Search";
CREATE TEXT SEARCH DICTIONARY english_nostop (TEMPLATE = snowball, language = english);
CREATE TEXT SEARCH CONFIGURATION docs (PARSER = default);
ALTER TEXT SEARCH CONFIGURATION docs ADD MAPPING FOR asciiword, asciihword WITH english_nostop, simple;
CREATE TABLE manual (id integer PRIMARY KEY, body text);
CREATE INDEX manual_body ON manual USING gin (to_tsvector('docs', body));
