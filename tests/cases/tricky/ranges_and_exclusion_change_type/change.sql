ALTER TABLE bookings DROP CONSTRAINT no_overlap;
DROP INDEX bookings_during;
ALTER TABLE bookings ALTER COLUMN during TYPE tstzrange USING tstzrange(lower(during) AT TIME ZONE 'UTC', upper(during) AT TIME ZONE 'UTC');
ALTER TABLE bookings ALTER COLUMN off TYPE int8multirange USING off::text::int8multirange;
ALTER TABLE bookings ADD CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (room > 0);
CREATE INDEX bookings_during ON bookings USING gist (during);
