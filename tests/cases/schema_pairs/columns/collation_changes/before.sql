CREATE COLLATION by_byte (provider = libc, locale = 'C');
CREATE TABLE titles (id integer PRIMARY KEY, title text NOT NULL, shelf varchar(20) COLLATE "C");
CREATE INDEX titles_title ON titles (title);
CREATE UNIQUE INDEX titles_shelf ON titles (shelf) WHERE shelf > 'a';
