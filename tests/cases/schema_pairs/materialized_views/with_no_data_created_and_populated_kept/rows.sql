INSERT INTO stock VALUES (1, 'nail', 100), (2, 'screw', 40), (3, 'nut', 7);
REFRESH MATERIALIZED VIEW stock_filled;
