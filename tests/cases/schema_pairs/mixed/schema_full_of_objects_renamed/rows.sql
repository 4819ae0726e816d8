INSERT INTO shop.orders (state, total) VALUES ('new', 10), ('paid', 20.5), (DEFAULT, NULL);
INSERT INTO parcels VALUES (1, 1001), (2, NULL);
REFRESH MATERIALIZED VIEW order_sums;
