CREATE TABLE items (id int PRIMARY KEY, at timestamptz(0), took interval(0), from_then time(0));
