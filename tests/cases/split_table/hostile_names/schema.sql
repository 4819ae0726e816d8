CREATE TABLE "Peo'ple" (
    "i d" bigint PRIMARY KEY, name text, "Bi;o $1 %s" text UNIQUE, "select" int NOT NULL, "full ""name""" text DEFAULT ''
);
