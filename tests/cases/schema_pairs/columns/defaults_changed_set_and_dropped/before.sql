CREATE TABLE accounts (id integer PRIMARY KEY, plan text DEFAULT 'free', quota integer DEFAULT 10, joined date, code text DEFAULT upper('x'));
CREATE VIEW account_plans AS SELECT id, plan FROM accounts;
