CREATE SCHEMA queue;
ALTER TABLE jobs SET SCHEMA queue;
ALTER TABLE queue.jobs ADD COLUMN priority int NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN ok boolean;
CREATE INDEX runs_job ON runs (job_id);
