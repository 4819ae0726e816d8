CREATE TABLE playlist (id integer PRIMARY KEY, position integer CONSTRAINT one_place UNIQUE, title text UNIQUE DEFERRABLE INITIALLY DEFERRED);
COMMENT ON CONSTRAINT one_place ON playlist IS 'swap in one transaction';
