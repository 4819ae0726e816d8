CREATE TYPE grade AS ENUM ('a', 'b', 'c');
CREATE TYPE "Other Grade" AS ENUM ('a', 'b', 'c');
CREATE CAST (text AS grade) WITH INOUT AS IMPLICIT;
CREATE TABLE exams (id integer PRIMARY KEY, grade grade NOT NULL);
