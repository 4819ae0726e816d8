CREATE TABLE "Add;resses" ("i d" int PRIMARY KEY, "stre""et" text);
CREATE TABLE "Peo'ple" (
    id bigint PRIMARY KEY, name text, "Zip $1 %s" text NOT NULL DEFAULT 'no;ne', "select" int UNIQUE,
    "add ress" int UNIQUE REFERENCES "Add;resses"
);
