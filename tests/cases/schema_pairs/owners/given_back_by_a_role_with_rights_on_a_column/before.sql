CREATE TABLE score (id integer, at date);
GRANT CREATE, USAGE ON SCHEMA public TO clerk;
GRANT INSERT (at), UPDATE (at) ON score TO clerk;
