CREATE TYPE grade AS ENUM ('gold', 'silver');
CREATE TABLE members (id integer, grade grade NOT NULL) PARTITION BY LIST (grade);
CREATE TABLE members_gold PARTITION OF members FOR VALUES IN ('gold');
CREATE TABLE members_silver PARTITION OF members FOR VALUES IN ('silver');
