ALTER TABLE "user" ALTER COLUMN role_id TYPE bigint;
ALTER TABLE user_role ALTER COLUMN id TYPE bigint;
ALTER TABLE "user" DROP COLUMN role_note;
ALTER TABLE user_role DROP COLUMN note;
ALTER TABLE user_role_note DROP COLUMN copy;
