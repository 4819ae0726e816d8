CREATE INDEX urls_url ON urls USING hash (url) WITH (fillfactor = 50) WHERE seen IS NOT TRUE;
COMMENT ON INDEX urls_url IS 'equality only';
