ALTER INDEX stays_during DEPENDS ON EXTENSION btree_gist;
DROP INDEX stays_room;
CREATE INDEX stays_room ON stays USING gist (room gist_int4_ops, during);
