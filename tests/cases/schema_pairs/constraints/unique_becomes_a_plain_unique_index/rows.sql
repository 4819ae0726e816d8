INSERT INTO vouchers VALUES ('a', true), ('b', NULL), (NULL, false);
