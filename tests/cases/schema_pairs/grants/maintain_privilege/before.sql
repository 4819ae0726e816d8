CREATE TABLE big (id integer PRIMARY KEY);
GRANT ALL ON big TO reader;
CREATE MATERIALIZED VIEW big_count AS SELECT count(*) AS n FROM big;
