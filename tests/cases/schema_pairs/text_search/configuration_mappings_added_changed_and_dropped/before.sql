CREATE TEXT SEARCH DICTIONARY nothing_stops (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION site (COPY = simple);
CREATE TABLE pages (id integer PRIMARY KEY, body text NOT NULL, words tsvector GENERATED ALWAYS AS (to_tsvector('site', body)) STORED);
CREATE INDEX pages_words ON pages USING gin (words);
CREATE INDEX pages_site ON pages USING gin (to_tsvector('site', body));
