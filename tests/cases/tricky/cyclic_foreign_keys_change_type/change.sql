ALTER TABLE departments ALTER COLUMN id TYPE bigint, ALTER COLUMN head_id TYPE bigint;
ALTER TABLE employees ALTER COLUMN id TYPE bigint, ALTER COLUMN department_id TYPE bigint, ALTER COLUMN boss_id TYPE bigint;
