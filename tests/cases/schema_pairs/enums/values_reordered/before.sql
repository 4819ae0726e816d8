CREATE TYPE priority AS ENUM ('high', 'low', 'middle');
CREATE TABLE tasks (id integer PRIMARY KEY, priority priority);
CREATE UNIQUE INDEX tasks_by_priority ON tasks (priority DESC NULLS LAST, id);
