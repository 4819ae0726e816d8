CREATE TABLE leads (id integer PRIMARY KEY, phone text, mail text);
ALTER TABLE leads ADD CONSTRAINT mail_known NOT NULL mail NOT VALID;
