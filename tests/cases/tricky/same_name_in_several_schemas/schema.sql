CREATE SCHEMA tenant_1;
CREATE SCHEMA "tenant-2";
CREATE TABLE users (id int PRIMARY KEY, login varchar(20) NOT NULL, age smallint);
CREATE TABLE tenant_1.users (id int PRIMARY KEY, login varchar(20) NOT NULL, age smallint, gone text);
CREATE TABLE "tenant-2".users (id int PRIMARY KEY, login varchar(20) NOT NULL, age smallint, gone text);
CREATE INDEX users_login ON users (login);
CREATE INDEX users_login ON tenant_1.users (login);
CREATE INDEX users_login ON "tenant-2".users (login);
