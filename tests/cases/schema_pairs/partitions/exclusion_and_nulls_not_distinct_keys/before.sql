CREATE TABLE shifts (plant integer NOT NULL, span int4range, nurse text) PARTITION BY LIST (plant);
CREATE TABLE shifts_1 PARTITION OF shifts FOR VALUES IN (1);
