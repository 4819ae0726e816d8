ALTER SCHEMA shop RENAME TO "Shop 24/7 ""%""";
ALTER FUNCTION orders_total() SET search_path = "Shop 24/7 ""%""";
COMMENT ON SCHEMA "Shop 24/7 ""%""" IS 'it''s always open';
