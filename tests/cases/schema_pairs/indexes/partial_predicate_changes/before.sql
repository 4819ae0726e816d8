CREATE TABLE tasks (id integer PRIMARY KEY, state text, owner_name text, deleted_at date);
CREATE UNIQUE INDEX tasks_one_active ON tasks (owner_name) WHERE state = 'active';
