CREATE TABLE base (id integer, kind text, size integer);
CREATE TABLE derived (size integer) INHERITS (base);
CREATE TABLE derived_too () INHERITS (base);
