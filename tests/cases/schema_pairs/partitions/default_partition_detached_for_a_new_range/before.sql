CREATE TABLE bookings (day integer NOT NULL, guest text) PARTITION BY RANGE (day);
CREATE TABLE bookings_first PARTITION OF bookings FOR VALUES FROM (1) TO (100);
CREATE TABLE bookings_other PARTITION OF bookings DEFAULT;
