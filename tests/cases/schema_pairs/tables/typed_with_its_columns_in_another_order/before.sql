CREATE TYPE pair AS (one integer, two integer);
CREATE TABLE pairs (two integer, one integer);
