ALTER INDEX "index" RENAME TO "INDEX";
CREATE INDEX "index" ON "My ""Table""" (("a.b" ->> 'it''s "x" \ $$ 100%'), ("select" || E'\n''"') DESC) WHERE "select" <> E'\\''$1';
CREATE INDEX "$$ 😀 ; --" ON "My ""Table""" USING gin ("a.b" jsonb_path_ops);
CREATE INDEX ON "My ""Table""" ("select", "Key") INCLUDE ("a.b");
