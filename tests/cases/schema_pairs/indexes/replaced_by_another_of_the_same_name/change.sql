DROP INDEX logs_lookup;
CREATE INDEX logs_lookup ON logs USING hash (message);
