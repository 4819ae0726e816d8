INSERT INTO items SELECT n, 'item ' || n % 3, n, n FROM generate_series(1, 12) AS n;
REFRESH MATERIALIZED VIEW "Re; ports"."it's";
