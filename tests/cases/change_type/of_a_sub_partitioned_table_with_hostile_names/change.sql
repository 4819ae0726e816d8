ALTER TABLE "My ""T" ALTER COLUMN "va%lue" TYPE bigint;
