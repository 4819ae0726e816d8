CREATE OR REPLACE RULE books_delete AS ON DELETE TO books DO INSTEAD (
  UPDATE shelf SET gone = true WHERE id = OLD.id;
  UPDATE shelf SET title = title || ' †' WHERE id = OLD.id
);
ALTER RULE books_insert ON books RENAME TO "Insert into ""books""";
COMMENT ON RULE books_delete ON books IS 'nothing is ever deleted; it''s kept';
