DROP INDEX emails_address;
CREATE UNIQUE INDEX emails_address ON emails (address) NULLS NOT DISTINCT WHERE kind IS NULL;
DROP INDEX emails_kind;
CREATE UNIQUE INDEX emails_kind ON emails (domain, kind);
