ALTER PUBLICATION shop SET TABLE goods (id, name, price) WHERE (id > 1 AND name <> 'it''s "100 %" \');
ALTER PUBLICATION shop ADD TABLE ONLY sales WHERE (id < 10);
ALTER PUBLICATION shop RENAME TO "Shop ""2""";
COMMENT ON PUBLICATION "Shop ""2""" IS 'it''s';
