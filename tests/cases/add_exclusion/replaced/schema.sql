CREATE EXTENSION btree_gist;
CREATE TABLE bookings (id int PRIMARY KEY, room int, bed int, during daterange,
    CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&));
