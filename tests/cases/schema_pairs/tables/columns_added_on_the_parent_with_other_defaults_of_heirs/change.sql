ALTER TABLE events ADD COLUMN source text DEFAULT 'web', ADD COLUMN weight integer, ADD COLUMN same text DEFAULT 'same';
ALTER TABLE ONLY clicks ALTER COLUMN source DROP DEFAULT;
ALTER TABLE ONLY double_clicks ALTER COLUMN source SET DEFAULT E'it''s "both" \\';
CREATE SEQUENCE weights;
ALTER TABLE ONLY clicks ALTER COLUMN weight SET DEFAULT nextval('weights');
CREATE TABLE scrolls () INHERITS (views);
ALTER TABLE scrolls ALTER COLUMN source DROP DEFAULT, ALTER COLUMN weight SET DEFAULT 3;
