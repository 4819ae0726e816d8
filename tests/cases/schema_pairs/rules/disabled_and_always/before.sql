CREATE TABLE visits (id integer PRIMARY KEY, page text);
CREATE TABLE visit_count (n integer NOT NULL);
CREATE RULE count_visit AS ON INSERT TO visits DO ALSO UPDATE visit_count SET n = n + 1;
CREATE RULE keep_visit AS ON DELETE TO visits DO INSTEAD NOTHING;
CREATE RULE "Third %" AS ON UPDATE TO visits DO INSTEAD NOTHING;
ALTER TABLE visits DISABLE RULE "Third %";
