CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE "users " (id integer PRIMARY KEY);
CREATE TABLE "usеrs" (id integer PRIMARY KEY);
