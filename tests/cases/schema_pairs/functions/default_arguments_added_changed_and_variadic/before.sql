CREATE FUNCTION greet(who text, greeting text DEFAULT 'Hello', mark text DEFAULT '!') RETURNS text LANGUAGE sql IMMUTABLE
  AS 'SELECT greeting || '', '' || who || mark';
CREATE FUNCTION joined(separator text, VARIADIC words text[]) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT array_to_string(words, separator)';
