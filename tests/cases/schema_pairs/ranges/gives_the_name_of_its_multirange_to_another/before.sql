CREATE TYPE rank AS RANGE (subtype = integer);
CREATE TABLE ranks (taken rank);
