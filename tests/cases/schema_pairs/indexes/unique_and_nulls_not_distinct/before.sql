CREATE TABLE emails (id integer PRIMARY KEY, address text, domain text, kind integer);
CREATE INDEX emails_address ON emails (address);
CREATE UNIQUE INDEX emails_kind ON emails (domain, kind) NULLS NOT DISTINCT;
