INSERT INTO "my ""app"""."Book ings; --" ("room'", "$during$") VALUES (2, '[2022-01-01 00:00Z,2022-01-02 00:00Z)');
INSERT INTO "pay ments" SELECT 101, max("I d") FROM "my ""app"""."Book ings; --";
DELETE FROM rooms WHERE id = 5;
UPDATE "my ""app"""."Book ings; --" SET state = 'gone' WHERE "I d" = 7;
