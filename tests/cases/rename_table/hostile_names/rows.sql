INSERT INTO "old ""T"" x" ("c %") VALUES ('');
