CREATE TABLE bookings (id integer PRIMARY KEY, during daterange, cancelled boolean NOT NULL DEFAULT false, zone box);
