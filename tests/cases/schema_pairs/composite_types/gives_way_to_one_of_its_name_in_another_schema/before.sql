CREATE SCHEMA size;
CREATE TYPE target AS (lead integer);
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TABLE refs (id integer, bin target, moods mood[]);
