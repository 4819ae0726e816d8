CREATE TYPE pair AS (lower integer, upper integer);
CREATE TABLE bounds (lower integer NOT NULL DEFAULT 0, upper integer, CHECK (lower <= upper));
