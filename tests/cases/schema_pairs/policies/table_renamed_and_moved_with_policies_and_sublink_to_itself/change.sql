ALTER TABLE nodes RENAME TO "Nodes";
ALTER TABLE "Nodes" SET SCHEMA archive;
ALTER TABLE archive."Nodes" RENAME COLUMN parent TO "select";
ALTER TABLE archive."Nodes" ENABLE ROW LEVEL SECURITY;
