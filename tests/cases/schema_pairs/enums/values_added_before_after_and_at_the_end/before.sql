CREATE TYPE phase AS ENUM ('plan', 'build', 'ship');
CREATE TABLE projects (id integer PRIMARY KEY, phase phase NOT NULL DEFAULT 'plan');
CREATE INDEX projects_phase ON projects (phase);
