INSERT INTO "T; --" ("Id") VALUES ('new');
DELETE FROM "T; --" WHERE "Id" = '';
