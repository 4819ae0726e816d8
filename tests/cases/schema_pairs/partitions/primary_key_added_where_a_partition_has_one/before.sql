CREATE TABLE seats (hall integer NOT NULL, seat integer NOT NULL, guest text) PARTITION BY LIST (hall);
CREATE TABLE seats_1 PARTITION OF seats (CONSTRAINT seats_one_key PRIMARY KEY (hall, seat)) FOR VALUES IN (1);
CREATE TABLE seats_2 PARTITION OF seats FOR VALUES IN (2);
