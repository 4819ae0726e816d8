CREATE TABLE frozen (id integer PRIMARY KEY, name text);
GRANT UPDATE (name) ON frozen TO CURRENT_USER;
