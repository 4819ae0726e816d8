CREATE SCHEMA lang;
CREATE COLLATION sorted (provider = libc, locale = 'POSIX');
CREATE COLLATION copied FROM "C";
CREATE DOMAIN surname AS text COLLATE sorted;
CREATE TABLE guests (id integer PRIMARY KEY, name surname, nick text COLLATE sorted, CONSTRAINT early CHECK (nick < 'n' COLLATE sorted));
