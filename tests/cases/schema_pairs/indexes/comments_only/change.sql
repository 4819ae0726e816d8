COMMENT ON INDEX rows_of_a_twice IS E'it''s\nthe \\ second $$ 100% 😀';
COMMENT ON INDEX rows_of_pkey IS '';
COMMENT ON INDEX rows_of_a_key IS 'of a constraint';
