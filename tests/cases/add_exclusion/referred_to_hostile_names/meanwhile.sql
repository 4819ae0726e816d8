INSERT INTO "my ""app"""."Book ings; --" ("room'", "$during$") VALUES (2, '[2021-01-01 00:00Z,2021-01-02 00:00Z)');
UPDATE "my ""app"""."Book ings; --" SET state = 'gone' WHERE "I d" IN (2, 3);
DELETE FROM rooms WHERE id = 4;
INSERT INTO "pay ments" VALUES (100, 33);
