ALTER TABLE bookings DROP CONSTRAINT no_overlap,
    ADD CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, bed WITH =, during WITH &&);
