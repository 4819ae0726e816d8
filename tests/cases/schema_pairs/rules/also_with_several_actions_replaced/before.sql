CREATE TABLE money (id integer PRIMARY KEY, amount integer NOT NULL);
CREATE TABLE money_log (id integer, was integer, became integer);
CREATE RULE money_logged AS ON UPDATE TO money DO ALSO INSERT INTO money_log VALUES (OLD.id, OLD.amount, NEW.amount);
