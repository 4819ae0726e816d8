CREATE FUNCTION hour_gap(timetz, timetz) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS 'SELECT extract(epoch FROM ($1::time - $2::time))::double precision';
CREATE FUNCTION time_gap(time, time) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS 'SELECT extract(epoch FROM ($1 - $2))::double precision';
CREATE TYPE opening AS RANGE (subtype = time);
CREATE TABLE shops (id integer PRIMARY KEY, open opening, CONSTRAINT sane CHECK (NOT isempty(open)));
CREATE INDEX shops_open ON shops USING gist (open);
