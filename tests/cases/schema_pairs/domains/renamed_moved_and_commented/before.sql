CREATE SCHEMA base;
CREATE DOMAIN mail AS text COLLATE "C" CONSTRAINT has_at CHECK (VALUE LIKE '%@%');
CREATE TABLE users (id integer PRIMARY KEY, mail mail NOT NULL, others mail[]);
CREATE VIEW user_mails AS SELECT mail, mail::text AS plain FROM users;
