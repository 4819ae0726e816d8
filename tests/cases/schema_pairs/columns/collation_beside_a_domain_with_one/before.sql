CREATE DOMAIN slug AS text COLLATE "C" CHECK (VALUE ~ '^[a-z-]+$');
CREATE TABLE posts (id integer PRIMARY KEY, slug slug, other slug COLLATE "POSIX");
