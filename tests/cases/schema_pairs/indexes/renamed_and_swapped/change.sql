ALTER INDEX routes_a RENAME TO routes_moving;
ALTER INDEX routes_b RENAME TO routes_a;
ALTER INDEX routes_moving RENAME TO routes_b;
ALTER INDEX routes_id RENAME TO "Routes key";
