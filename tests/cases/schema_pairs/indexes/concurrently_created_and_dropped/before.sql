CREATE TABLE uploads (id integer PRIMARY KEY, path text, size bigint);
CREATE INDEX uploads_path ON uploads (path);
