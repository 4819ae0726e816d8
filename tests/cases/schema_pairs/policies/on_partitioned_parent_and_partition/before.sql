CREATE TABLE moves (area text NOT NULL, n integer NOT NULL) PARTITION BY LIST (area);
CREATE TABLE moves_a PARTITION OF moves FOR VALUES IN ('a');
CREATE TABLE moves_b PARTITION OF moves FOR VALUES IN ('b');
CREATE POLICY of_parent ON moves USING (n > 0);
