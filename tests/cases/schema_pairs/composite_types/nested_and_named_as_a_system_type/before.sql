CREATE TYPE money_value AS (amount numeric, currency char(3));
CREATE TYPE public.line AS (label text, price money_value, more money_value[]);
CREATE FUNCTION label_of(public.line) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ($1).label';
CREATE TABLE receipts (id integer PRIMARY KEY, lines public.line[], total money_value);
