INSERT INTO live.prices VALUES ('A-1', 9.95), ('A-2', 0), ('B-1', 1e10);
INSERT INTO history.prices VALUES ('A-1', 8.95, '2023-12-31'), ('A-1', 7, '2022-12-31');
