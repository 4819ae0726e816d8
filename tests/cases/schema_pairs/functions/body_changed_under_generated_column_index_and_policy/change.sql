CREATE OR REPLACE FUNCTION slug(title text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT lower(replace(title, ' ', '-')) $$;
