CREATE SCHEMA cold;
CREATE TABLE mails (id integer, sent date) PARTITION BY RANGE (sent);
CREATE TABLE mails_2020 PARTITION OF mails FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE INDEX mails_id_idx ON mails (id);
