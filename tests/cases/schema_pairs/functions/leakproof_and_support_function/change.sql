ALTER FUNCTION same_tenant(integer) LEAKPROOF;
ALTER FUNCTION begins(text, text) SUPPORT text_starts_with_support COST 2;
