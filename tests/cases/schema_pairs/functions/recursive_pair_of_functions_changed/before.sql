CREATE FUNCTION is_even(n integer) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN n = 0; END $$;
CREATE FUNCTION is_odd(n integer) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN NOT is_even(n); END $$;
