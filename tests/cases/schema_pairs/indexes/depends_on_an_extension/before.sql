CREATE EXTENSION btree_gist;
CREATE TABLE stays (id integer PRIMARY KEY, room integer, during daterange);
CREATE INDEX stays_room ON stays USING gist (room, during);
CREATE INDEX stays_during ON stays USING gist (during);
