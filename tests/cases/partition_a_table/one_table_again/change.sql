ALTER TABLE "Log" RENAME TO parts;
ALTER INDEX "Log lines" RENAME TO part_lines;
ALTER TABLE parts RENAME CONSTRAINT "Log_pkey" TO parts_pkey;
CREATE TABLE "Log" (LIKE parts, PRIMARY KEY (id));
ALTER TABLE "Log" ADD FOREIGN KEY (kind) REFERENCES kinds;
INSERT INTO "Log" SELECT * FROM parts;
DROP TABLE parts;
CREATE INDEX "Log lines" ON "Log" (line);
