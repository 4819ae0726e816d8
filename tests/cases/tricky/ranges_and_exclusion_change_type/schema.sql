CREATE EXTENSION btree_gist;
CREATE TABLE bookings (
    id int PRIMARY KEY,
    room int NOT NULL,
    during tsrange NOT NULL,
    off int4multirange NOT NULL,
    CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (room > 0)
);
CREATE INDEX bookings_during ON bookings USING gist (during);
