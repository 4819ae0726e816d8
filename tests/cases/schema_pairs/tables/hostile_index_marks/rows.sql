INSERT INTO "Group" VALUES (1, ''), (2, ''''), (3, '\');
