INSERT INTO "Rooms" VALUES (1, '[2024-01-01,2024-02-01)', 'ada'), (1, '[2024-02-01,)', NULL), (2, NULL, '''');
