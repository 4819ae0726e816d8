CREATE FUNCTION "it's a ""Function"" %"("select" text) RETURNS text LANGUAGE plpgsql AS $body$
BEGIN
  EXECUTE $q$ SELECT $$nested$$ || 'it''s' $q$ INTO "select";
  RETURN "select"; -- a \ backslash, 100 %
END
$body$;
