ALTER TABLE "Line; --" ALTER COLUMN "no %" TYPE int;
