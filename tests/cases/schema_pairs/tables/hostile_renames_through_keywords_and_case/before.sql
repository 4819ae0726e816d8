CREATE TABLE "Users" ("Id" integer PRIMARY KEY, "userName" text DEFAULT E'a\\b''c');
CREATE TABLE users (id integer PRIMARY KEY);
CREATE VIEW "UserView" AS SELECT "Id" AS "select", "userName" AS "from" FROM "Users";
