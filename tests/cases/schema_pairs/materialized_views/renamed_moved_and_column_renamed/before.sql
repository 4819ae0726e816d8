CREATE SCHEMA "Cold Storage";
CREATE TABLE logs (id integer PRIMARY KEY, level text NOT NULL, line text);
CREATE MATERIALIZED VIEW log_levels AS SELECT level, count(*) AS n FROM logs GROUP BY level;
CREATE UNIQUE INDEX log_levels_level_idx ON log_levels (level);
CREATE VIEW errors_seen AS SELECT n FROM log_levels WHERE level = 'error';
COMMENT ON COLUMN log_levels.n IS 'how many';
