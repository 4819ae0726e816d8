CREATE SCHEMA "My Ops";
CREATE FUNCTION cat_pct(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT $1 || '%' || $2 $$;
CREATE OPERATOR %% (FUNCTION = cat_pct, LEFTARG = text, RIGHTARG = text);
CREATE TABLE labels (id integer PRIMARY KEY, a text, b text);
CREATE INDEX labels_both ON labels ((a %% b));
CREATE VIEW both_labels AS SELECT a %% b AS both FROM labels WHERE (a %% '\') <> '''';
