CREATE SEQUENCE shared START WITH 100 INCREMENT BY 10;
CREATE TABLE invoices (id bigint PRIMARY KEY DEFAULT nextval('shared'), note text);
CREATE TABLE credits (id bigint PRIMARY KEY DEFAULT nextval('shared'::regclass), code text DEFAULT 'C' || nextval('shared'));
CREATE VIEW next_of AS SELECT id, currval('shared') AS current FROM invoices;
COMMENT ON SEQUENCE shared IS 'for all documents';
GRANT USAGE ON SEQUENCE shared TO PUBLIC;
