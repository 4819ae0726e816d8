ALTER TABLE meetings ALTER COLUMN starts TYPE timestamptz USING starts AT TIME ZONE 'UTC', ALTER COLUMN ends TYPE timestamp USING ends AT TIME ZONE 'UTC';
ALTER TABLE meetings ALTER COLUMN day TYPE timestamp(3);
