CREATE TABLE rects (a integer, b integer, size integer GENERATED ALWAYS AS (a + b) STORED);
CREATE INDEX rects_size ON rects (size);
