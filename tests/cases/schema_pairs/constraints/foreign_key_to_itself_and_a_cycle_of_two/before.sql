CREATE TABLE folders (id integer PRIMARY KEY, parent_id integer, cover_id integer);
CREATE TABLE images (id integer PRIMARY KEY, folder_id integer NOT NULL);
