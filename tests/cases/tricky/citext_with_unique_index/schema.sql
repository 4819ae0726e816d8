CREATE EXTENSION citext;
CREATE EXTENSION hstore;
CREATE TABLE logins (id int PRIMARY KEY, email varchar(80) NOT NULL, extra hstore);
CREATE UNIQUE INDEX logins_email ON logins (lower(email));
