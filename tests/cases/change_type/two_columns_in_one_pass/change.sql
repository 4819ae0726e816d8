ALTER TABLE "Sales" ALTER COLUMN amount TYPE numeric(12, 2), ALTER COLUMN "Small" TYPE bigint;
ALTER TABLE "Sales" ALTER COLUMN note TYPE int USING note::int;
