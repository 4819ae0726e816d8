CREATE TABLE views (page integer, day date) PARTITION BY RANGE (day);
CREATE TABLE views_one PARTITION OF views FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
CREATE TABLE views_two PARTITION OF views FOR VALUES FROM ('2024-01-01') TO (MAXVALUE);
CREATE INDEX views_one_my_name ON views_one (page) WITH (fillfactor = 70);
CREATE INDEX views_page ON views (page);
COMMENT ON INDEX views_one_my_name IS 'attached, with its own name and parameters';
