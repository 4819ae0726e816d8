CREATE TABLE ledger (id integer PRIMARY KEY, amount integer NOT NULL, note text);
CREATE PROCEDURE book(entry integer, amount integer) LANGUAGE sql
  BEGIN ATOMIC
    INSERT INTO ledger (id, amount) VALUES (entry, amount);
  END;
