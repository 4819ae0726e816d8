ALTER TABLE wages ALTER COLUMN "net; pay" TYPE numeric(12, 2);
