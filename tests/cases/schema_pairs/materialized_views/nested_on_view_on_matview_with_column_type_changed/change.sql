DROP MATERIALIZED VIEW popular_count;
DROP VIEW popular_pages;
DROP MATERIALIZED VIEW page_hits;
ALTER TABLE clicks ALTER COLUMN page TYPE text;
CREATE MATERIALIZED VIEW page_hits AS SELECT page, sum(hits) AS hits FROM clicks GROUP BY page;
CREATE INDEX page_hits_page ON page_hits (page);
CREATE VIEW popular_pages AS SELECT page FROM page_hits WHERE hits > 5;
CREATE MATERIALIZED VIEW popular_count AS SELECT count(*) AS n, min(page) AS first_page FROM popular_pages;
COMMENT ON MATERIALIZED VIEW popular_count IS 'one row';
