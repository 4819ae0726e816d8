CREATE TABLE polls (id integer NOT NULL, answer varchar(10), extra text, votes integer) PARTITION BY HASH (id);
CREATE TABLE polls_0 PARTITION OF polls FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE polls_1 PARTITION OF polls FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE INDEX polls_votes ON polls (votes);
