DROP VIEW payloads;
DROP FOREIGN TABLE feed;
CREATE FOREIGN TABLE feed (id integer, payload text) SERVER second OPTIONS (a '1');
GRANT SELECT ON feed TO reader;
CREATE TRIGGER feed_noted BEFORE INSERT ON feed FOR EACH ROW EXECUTE FUNCTION noted();
CREATE VIEW payloads AS SELECT payload FROM feed;
DROP SERVER first;
