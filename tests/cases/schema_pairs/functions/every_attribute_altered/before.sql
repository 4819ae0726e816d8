CREATE FUNCTION add_tax(net numeric, rate numeric) RETURNS numeric LANGUAGE sql AS 'SELECT net * (1 + rate)';
CREATE FUNCTION first_letters(word text) RETURNS SETOF text LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER PARALLEL SAFE COST 7 ROWS 20
  SET search_path = public, pg_temp SET work_mem = '8MB'
  AS $$ BEGIN RETURN NEXT left(word, 1); RETURN; END $$;
