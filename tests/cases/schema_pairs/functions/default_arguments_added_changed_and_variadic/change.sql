CREATE OR REPLACE FUNCTION greet(who text DEFAULT E'wor\\ld', greeting text DEFAULT 'It''s', mark text DEFAULT upper('%' || E'\n')) RETURNS text
  LANGUAGE sql IMMUTABLE AS 'SELECT greeting || '', '' || who || mark';
CREATE OR REPLACE FUNCTION joined(separator text DEFAULT ', ', VARIADIC words text[] DEFAULT ARRAY['a', 'b']) RETURNS text
  LANGUAGE sql IMMUTABLE AS 'SELECT array_to_string(words, separator)';
