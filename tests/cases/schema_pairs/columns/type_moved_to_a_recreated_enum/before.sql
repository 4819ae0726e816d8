CREATE TYPE status AS ENUM ('new', 'old', 'gone');
CREATE TABLE orders (id integer PRIMARY KEY, status status NOT NULL DEFAULT 'new', history status[] DEFAULT '{new}');
CREATE TABLE returns (id integer PRIMARY KEY, status status);
