ALTER TABLE "Rooms" ADD CONSTRAINT "no 'double' \ booking" EXCLUDE USING gist ("No." WITH =, "When" WITH &&, lower("Who?") "Ext ""1""".gist_text_ops WITH OPERATOR(pg_catalog.<>)) WHERE ("Who?" <> E'it''s \\');
CREATE INDEX "nearest" ON "Rooms" USING gist ("No." "Ext ""1""".gist_int4_ops, "Who?" "Ext ""1""".gist_text_ops);
