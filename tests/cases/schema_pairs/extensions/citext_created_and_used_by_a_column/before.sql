CREATE TABLE logins (id integer PRIMARY KEY, login text NOT NULL UNIQUE);
