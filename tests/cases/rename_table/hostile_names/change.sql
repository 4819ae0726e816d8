ALTER TABLE "old ""T"" x" RENAME TO "SELECT * FROM x; --";
