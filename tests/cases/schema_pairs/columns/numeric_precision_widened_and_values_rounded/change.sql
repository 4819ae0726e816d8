ALTER TABLE amounts ALTER COLUMN wide TYPE numeric(12, 2), ALTER COLUMN free TYPE numeric(20, 6), ALTER COLUMN rounded TYPE numeric(10, 2), ALTER COLUMN scaled TYPE numeric(12, 4);
