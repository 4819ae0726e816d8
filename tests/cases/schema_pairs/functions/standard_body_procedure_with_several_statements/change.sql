ALTER TABLE ledger RENAME COLUMN note TO remark;
CREATE OR REPLACE PROCEDURE book(entry integer, amount integer) LANGUAGE sql
  BEGIN ATOMIC
    INSERT INTO ledger (id, amount, remark) VALUES (entry, amount, 'it''s; booked');
    UPDATE ledger SET remark = remark || '!' WHERE id = entry;
    DELETE FROM ledger WHERE ledger.amount = 0;
  END;
