CREATE TABLE uploads (id integer, bucket text) PARTITION BY LIST (bucket);
CREATE TABLE uploads_a PARTITION OF uploads FOR VALUES IN ('a');
CREATE TABLE uploads_b PARTITION OF uploads FOR VALUES IN ('b');
CREATE FUNCTION check_upload() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
