CREATE TABLE whole (id integer NOT NULL, code text, dropped date, CONSTRAINT small CHECK (id < 1000)) PARTITION BY RANGE (id);
CREATE TABLE first PARTITION OF whole FOR VALUES FROM (0) TO (100);
CREATE TABLE part (id bigint, code character varying(9), extra date, CONSTRAINT big CHECK (id > 99));
