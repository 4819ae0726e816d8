CREATE TYPE measure AS (value integer, size text COLLATE "C");
CREATE TYPE weight AS (kilos numeric);
CREATE TABLE measures OF measure;
CREATE TABLE weights OF weight;
