CREATE TABLE dossiers (id integer PRIMARY KEY, title text, body text);
GRANT SELECT (id, title) ON dossiers TO reader;
GRANT INSERT (body) ON dossiers TO PUBLIC;
