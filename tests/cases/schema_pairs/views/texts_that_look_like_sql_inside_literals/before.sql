CREATE TABLE snippets (id integer PRIMARY KEY, code text NOT NULL);
CREATE VIEW tricky AS SELECT id, 'CREATE VIEW tricky AS SELECT 1; -- ' || code AS "; DROP TABLE snippets; --" FROM snippets WHERE code <> E'\\'' OR 1=1 --';
COMMENT ON COLUMN tricky."; DROP TABLE snippets; --" IS '*/ /* unbalanced';
