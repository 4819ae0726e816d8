CREATE OR REPLACE FUNCTION is_even(n integer) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN n = 0 OR is_odd(abs(n) - 1);
END $$;
CREATE OR REPLACE FUNCTION is_odd(n integer) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN n <> 0 AND is_even(abs(n) - 1);
END $$;
