ALTER POLICY low ON cases TO reader, "Odd ""Role""" USING (level < 5);
ALTER POLICY own ON cases TO PUBLIC WITH CHECK (owner IS NOT NULL);
ALTER POLICY everyone ON cases TO reader, current_user;
COMMENT ON POLICY low ON cases IS E'up to "five"\nit''s';
