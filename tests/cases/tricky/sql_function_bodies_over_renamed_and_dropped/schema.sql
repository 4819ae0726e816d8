CREATE TABLE accounts (id int PRIMARY KEY, first text, last text, legacy text, balance numeric NOT NULL DEFAULT 0);
CREATE FUNCTION full_name(a accounts) RETURNS text LANGUAGE sql STABLE AS $$ SELECT a.first || ' ' || a.last $$;
CREATE FUNCTION rich(at_least numeric) RETURNS SETOF int LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT id FROM accounts WHERE balance >= at_least;
END;
CREATE FUNCTION old_one(wanted int) RETURNS text LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT legacy FROM accounts WHERE id = wanted;
END;
