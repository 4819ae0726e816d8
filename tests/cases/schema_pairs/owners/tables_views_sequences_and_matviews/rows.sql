INSERT INTO stock (item) VALUES ('nut'), ('bolt'), (NULL);
REFRESH MATERIALIZED VIEW stock_count;
