CREATE TABLE items (id integer PRIMARY KEY, code character varying(20), state character varying);
CREATE TABLE log (id integer);
