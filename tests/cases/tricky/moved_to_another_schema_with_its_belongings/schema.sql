CREATE TABLE jobs (id serial PRIMARY KEY, state text NOT NULL DEFAULT 'new', parent int REFERENCES jobs);
CREATE INDEX jobs_state ON jobs (state) WHERE state <> 'done';
CREATE VIEW waiting AS SELECT id FROM jobs WHERE state = 'new';
CREATE TABLE runs (job_id int NOT NULL REFERENCES jobs, at timestamptz);
