CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, deleted boolean NOT NULL DEFAULT false);
CREATE UNIQUE INDEX users_email ON users (email);
COMMENT ON INDEX users_email IS 'letter for letter';
