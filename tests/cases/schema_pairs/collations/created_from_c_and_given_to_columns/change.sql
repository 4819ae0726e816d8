CREATE COLLATION "Bytes ""2"" %" (provider = libc, lc_collate = 'POSIX', lc_ctype = 'C');
ALTER TABLE words ALTER COLUMN word TYPE text COLLATE "Bytes ""2"" %";
COMMENT ON COLLATION "Bytes ""2"" %" IS 'it''s bytes';
