INSERT INTO "User" SELECT 'c' || i, 'u' || i || '@x.example', (ARRAY['USER', 'ADMIN'])[1 + i % 2]::"Role", timestamp '2026-01-01' FROM generate_series(1, 20) AS i;
