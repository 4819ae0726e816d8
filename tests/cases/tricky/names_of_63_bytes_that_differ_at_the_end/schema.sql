CREATE TABLE "a table whose name is as long as a name of PostgreSQL may be a1" (
    "a column whose name is as long as a name of PostgreSQL may be 1" int PRIMARY KEY,
    "a column whose name is as long as a name of PostgreSQL may be 2" int,
    "a column whose name is as long as a name of PostgreSQL may be 3" int,
    "a column whose name is as long as a name of PostgreSQL may be 4" text,
    "a column whose name is as long as a name of PostgreSQL may be 5" text,
    CONSTRAINT "a check whose name is as long as a name of PostgreSQL may be a1" CHECK ("a column whose name is as long as a name of PostgreSQL may be 2" > 0)
);
CREATE TABLE "a table whose name is as long as a name of PostgreSQL may be a2" (
    "a column whose name is as long as a name of PostgreSQL may be 1" int PRIMARY KEY,
    "a column whose name is as long as a name of PostgreSQL may be 2" int,
    "a column whose name is as long as a name of PostgreSQL may be 4" text
);
CREATE INDEX "an index whose name is as long as a name of PostgreSQL may be 1" ON "a table whose name is as long as a name of PostgreSQL may be a1" ("a column whose name is as long as a name of PostgreSQL may be 3");
