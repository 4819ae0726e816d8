CREATE SCHEMA tenant_a;
CREATE SCHEMA tenant_b;
CREATE SCHEMA tenant_c;
CREATE TABLE tenant_a.users (id integer CONSTRAINT users_id PRIMARY KEY, name text);
CREATE TABLE tenant_b.users (id integer CONSTRAINT users_id PRIMARY KEY, name text);
CREATE TABLE tenant_c.users (id integer CONSTRAINT users_id PRIMARY KEY, name text);
CREATE INDEX users_name ON tenant_a.users (name);
CREATE INDEX users_name ON tenant_b.users (name);
