DROP INDEX tasks_one_active;
CREATE UNIQUE INDEX tasks_one_active ON tasks (owner_name) WHERE state IN ('active', 'it''s', E'a\\b') AND deleted_at IS NULL;
