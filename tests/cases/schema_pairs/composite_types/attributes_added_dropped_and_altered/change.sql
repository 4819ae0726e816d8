ALTER TYPE address ADD ATTRIBUTE country char(2), DROP ATTRIBUTE number, ALTER ATTRIBUTE zip TYPE varchar(10) COLLATE "C";
ALTER TYPE address RENAME ATTRIBUTE street TO "Street & ""No"" %";
COMMENT ON TYPE address IS 'it''s where one lives';
