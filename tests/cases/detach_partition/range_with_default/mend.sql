DELETE FROM events_1 WHERE NOT (day >= '2026-01-01' AND day < '2026-02-01');
