CREATE TABLE "Pro;files" (
    number int NOT NULL DEFAULT 7, owner bigint NOT NULL, level int NOT NULL, "Bi;o $1 %s" text, since date DEFAULT '2026-01-02',
    avatar bytea, PRIMARY KEY (owner), FOREIGN KEY (owner) REFERENCES "Peo'ple"
);
INSERT INTO "Pro;files" ("Bi;o $1 %s", owner, level) SELECT p."Bi;o $1 %s", p."i d", "select" FROM "Peo'ple" AS p;
ALTER TABLE "Peo'ple" DROP COLUMN "Bi;o $1 %s", DROP COLUMN "select";
