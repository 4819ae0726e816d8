ALTER TABLE posts ALTER COLUMN author TYPE bigint, ALTER COLUMN "second; author" TYPE bigint;
ALTER TABLE "Users" ALTER COLUMN invited_by TYPE bigint;
ALTER TABLE "Users" ALTER COLUMN id TYPE bigint;
