CREATE TYPE size AS (w integer, h integer, unit text);
CREATE TABLE frames (id integer PRIMARY KEY, size size);
