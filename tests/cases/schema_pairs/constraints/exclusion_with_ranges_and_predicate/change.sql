ALTER TABLE bookings ADD CONSTRAINT no_double EXCLUDE USING gist (during WITH &&, zone WITH &&) INCLUDE (id) WITH (fillfactor = 70) WHERE (NOT cancelled);
ALTER TABLE bookings ADD EXCLUDE (id WITH =);
COMMENT ON CONSTRAINT no_double ON bookings IS 'unless cancelled';
