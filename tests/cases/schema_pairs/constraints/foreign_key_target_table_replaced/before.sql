CREATE SCHEMA old;
CREATE TABLE old.users (id integer PRIMARY KEY, name text);
CREATE TABLE users (id integer PRIMARY KEY, name text);
CREATE TABLE carts (id integer PRIMARY KEY, user_id integer, CONSTRAINT carts_user FOREIGN KEY (user_id) REFERENCES old.users ON DELETE CASCADE);
COMMENT ON CONSTRAINT carts_user ON carts IS 'whose';
