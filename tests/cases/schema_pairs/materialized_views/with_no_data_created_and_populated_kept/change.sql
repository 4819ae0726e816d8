CREATE MATERIALIZED VIEW stock_later AS SELECT id, pieces FROM stock WITH NO DATA;
CREATE UNIQUE INDEX ON stock_later (id);
ALTER MATERIALIZED VIEW stock_empty RENAME TO stock_still_empty;
