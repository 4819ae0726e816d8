CREATE SCHEMA app;
CREATE TABLE app.jobs (id integer PRIMARY KEY, state text);
