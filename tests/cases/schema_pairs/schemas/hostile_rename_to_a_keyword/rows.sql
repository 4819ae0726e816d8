INSERT INTO "user"."table" ("order") VALUES (10), (20), (NULL);
