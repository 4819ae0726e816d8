CREATE OR REPLACE RECURSIVE VIEW part_tree (id, label, depth) AS
  SELECT id, label, 1 FROM parts WHERE parent IS NULL
  UNION
  SELECT p.id, p.label, t.depth + 1 FROM parts p JOIN part_tree t ON p.parent = t.id WHERE t.depth < 10;
