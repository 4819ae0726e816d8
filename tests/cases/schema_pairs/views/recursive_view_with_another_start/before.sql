CREATE TABLE parts (id integer PRIMARY KEY, parent integer REFERENCES parts, label text NOT NULL);
CREATE RECURSIVE VIEW part_tree (id, label, depth) AS
  SELECT id, label, 0 FROM parts WHERE parent IS NULL
  UNION ALL
  SELECT p.id, p.label, t.depth + 1 FROM parts p JOIN part_tree t ON p.parent = t.id;
