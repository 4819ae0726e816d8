ALTER TABLE lists ALTER COLUMN numbers TYPE bigint[], ALTER COLUMN words TYPE text[], ALTER COLUMN matrix TYPE numeric(6, 2)[];
