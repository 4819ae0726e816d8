INSERT INTO clicks VALUES (1, '/', 4), (2, '/', 9), (3, '/help', 1), (4, '/buy', 30);
REFRESH MATERIALIZED VIEW page_hits;
REFRESH MATERIALIZED VIEW popular_count;
