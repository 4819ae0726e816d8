DROP EXTENSION hstore;
CREATE EXTENSION citext SCHEMA "Ext 100%";
CREATE DOMAIN mail AS "Ext 100%".citext CHECK (VALUE ~ '@');
CREATE TABLE mails (mail mail PRIMARY KEY, "Other" "Ext 100%".citext[]);
