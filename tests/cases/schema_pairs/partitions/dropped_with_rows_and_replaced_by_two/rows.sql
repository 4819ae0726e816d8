INSERT INTO clicks VALUES ('2024-02-01', '/'), ('2024-09-01', '/about'), ('2025-01-01', '/');
