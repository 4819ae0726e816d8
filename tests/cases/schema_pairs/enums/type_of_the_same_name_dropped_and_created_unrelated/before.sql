CREATE TYPE kind AS ENUM ('cat', 'dog');
CREATE TABLE pets (id integer PRIMARY KEY, kind kind NOT NULL, name text);
