CREATE TABLE counters (name text PRIMARY KEY, value bigint NOT NULL DEFAULT 0);
CREATE PROCEDURE bump(which text, INOUT value bigint) LANGUAGE plpgsql AS $$ BEGIN value := value + 1; END $$;
CREATE PROCEDURE reset_counters() LANGUAGE sql SECURITY DEFINER AS 'UPDATE counters SET value = 0';
