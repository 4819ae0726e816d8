CREATE TABLE part PARTITION OF whole FOR VALUES IN ('a');
CREATE INDEX a_like ON part (id);
ALTER TABLE part ADD CONSTRAINT a_once UNIQUE (id, code);
