ALTER SCHEMA public RENAME TO legacy;
GRANT USAGE, CREATE ON SCHEMA legacy TO reader;
CREATE SCHEMA public;
CREATE TABLE public.tasks (id integer PRIMARY KEY);
