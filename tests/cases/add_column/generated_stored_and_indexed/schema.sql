CREATE TABLE docs (id uuid PRIMARY KEY, title text NOT NULL, body text, length int GENERATED ALWAYS AS (length(body)) STORED);
CREATE TABLE reads (doc uuid REFERENCES docs ON DELETE CASCADE);
CREATE VIEW titles AS SELECT id, title FROM docs;
