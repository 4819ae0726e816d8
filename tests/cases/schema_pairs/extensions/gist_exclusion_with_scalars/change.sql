CREATE EXTENSION btree_gist;
ALTER TABLE bookings ADD CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (room > 0);
CREATE FUNCTION busy(integer) RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT count(*) FROM bookings WHERE room = $1; END;
