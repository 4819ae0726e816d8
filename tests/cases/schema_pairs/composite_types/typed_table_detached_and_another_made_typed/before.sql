CREATE TYPE pair AS (a integer, b text);
CREATE TABLE typed OF pair;
CREATE TABLE plain (a integer, b text);
