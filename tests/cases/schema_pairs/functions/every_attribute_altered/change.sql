ALTER FUNCTION add_tax(numeric, numeric) IMMUTABLE STRICT PARALLEL SAFE COST 3;
ALTER FUNCTION first_letters(text) VOLATILE CALLED ON NULL INPUT SECURITY INVOKER PARALLEL RESTRICTED COST 100 ROWS 1000;
ALTER FUNCTION first_letters(text) RESET work_mem;
ALTER FUNCTION first_letters(text) SET "search_path" = 'public', 'Odd "schema"', '';
