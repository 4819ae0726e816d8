CREATE FUNCTION same_tenant(tenant integer) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT tenant = 1';
CREATE FUNCTION begins(word text, start text) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'text_starts_with';
