CREATE TABLE assets (id integer, label text);
CREATE TABLE buildings (floors integer, note text) INHERITS (assets);
CREATE TABLE machines () INHERITS (assets);
