ALTER TABLE seats ADD CONSTRAINT seats_key PRIMARY KEY (hall, seat);
