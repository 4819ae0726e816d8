INSERT INTO "we""ird Schéma"."Order ""x"" $$ '; -- table" VALUES
    ('00000000-0000-0000-0000-000000000000', '', NULL), ('ffffffff-ffff-ffff-ffff-ffffffffffff', NULL, 7);
