DROP TABLE caches;
CREATE TABLE caches (key text PRIMARY KEY, value bytea);
