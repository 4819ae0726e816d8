DROP INDEX stations_name;
CREATE INDEX stations_name ON stations USING btree (lower(name) text_ops ASC NULLS LAST) WHERE (name IS NOT NULL);
