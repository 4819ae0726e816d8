CREATE INDEX CONCURRENTLY uploads_size ON uploads (size) WHERE size > 0;
DROP INDEX CONCURRENTLY uploads_path;
CREATE UNIQUE INDEX CONCURRENTLY uploads_path ON uploads (path, size DESC);
