CREATE TABLE "select" (
    "order" int PRIMARY KEY,
    "$1 %I %s" int,
    "line
break" text,
    "😀.""quoted"".\back" text,
    "CURRENT_USER" int NOT NULL DEFAULT 3,
    "a'b -- c /* d" int CHECK ("a'b -- c /* d" < 1000)
);
CREATE INDEX "$$;" ON "select" ("a'b -- c /* d") WHERE "$1 %I %s" > 1;
COMMENT ON COLUMN "select"."a'b -- c /* d" IS 'it''s
"$body$" and %';
