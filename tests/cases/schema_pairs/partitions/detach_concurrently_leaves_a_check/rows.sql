INSERT INTO temperatures VALUES ('2022-07-01', 31.5), ('2022-01-01', -4), ('2023-01-01', NULL);
