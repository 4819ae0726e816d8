CREATE TABLE documents (id integer PRIMARY KEY, body text NOT NULL);
CREATE MATERIALIZED VIEW document_words WITH (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false) AS
  SELECT id, string_to_array(body, ' ') AS words FROM documents;
