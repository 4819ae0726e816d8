CREATE TYPE "Type ""T""" AS ("Id" integer, "it's" text);
CREATE TABLE "of" OF "Type ""T""" ("Id" WITH OPTIONS DEFAULT 1);
CREATE TABLE "Parent \" ("select" integer, "100%" text);
CREATE TABLE "child of ""Parent \""" ("own" integer) INHERITS ("Parent \");
