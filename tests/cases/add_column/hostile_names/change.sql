ALTER TABLE "Drop Table" ADD COLUMN "new; --" text DEFAULT '$$ $x$', ADD COLUMN "ümlaut 🐘" uuid DEFAULT gen_random_uuid();
