ALTER OPERATOR %% (text, text) SET SCHEMA "My Ops";
ALTER FUNCTION cat_pct(text, text) SET SCHEMA "My Ops";
