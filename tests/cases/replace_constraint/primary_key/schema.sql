CREATE TABLE lines (id serial PRIMARY KEY, "order" int NOT NULL, n int NOT NULL, note text, UNIQUE (id));
COMMENT ON CONSTRAINT lines_pkey ON lines IS 'a number of its own';
