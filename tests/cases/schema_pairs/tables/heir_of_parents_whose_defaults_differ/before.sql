CREATE TABLE parents (id integer, size integer DEFAULT 1);
CREATE TABLE others (id integer, size integer DEFAULT 1);
CREATE TABLE children (name text) INHERITS (parents, others);
CREATE TABLE siblings (size integer DEFAULT 3) INHERITS (parents, others);
