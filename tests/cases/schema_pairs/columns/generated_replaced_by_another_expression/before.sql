CREATE TABLE routes (origin text, target text, label text GENERATED ALWAYS AS (origin || '-' || target) STORED UNIQUE);
COMMENT ON COLUMN routes.label IS 'for the timetable';
