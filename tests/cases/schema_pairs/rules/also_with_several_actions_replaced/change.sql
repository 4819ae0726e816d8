CREATE OR REPLACE RULE money_logged AS ON UPDATE TO money WHERE OLD.amount <> NEW.amount DO ALSO (
  INSERT INTO money_log VALUES (OLD.id, OLD.amount, NEW.amount);
  DELETE FROM money_log WHERE was = became
);
ALTER TABLE money_log RENAME COLUMN became TO "became 100%";
