ALTER TABLE "users " ADD COLUMN "café" text DEFAULT 'composed', ADD COLUMN "café" text DEFAULT 'decomposed';
ALTER TABLE "usеrs" ADD COLUMN "id " integer, ADD COLUMN " id" integer, ADD COLUMN "ID" integer;
ALTER TABLE users RENAME TO " users";
