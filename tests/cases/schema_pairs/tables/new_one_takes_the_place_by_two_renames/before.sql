CREATE TABLE ledger (id integer PRIMARY KEY, amount integer NOT NULL);
CREATE TABLE ledger_new (id bigint PRIMARY KEY, amount numeric(20, 4) NOT NULL);
CREATE VIEW ledger_total AS SELECT sum(amount) AS total FROM ledger;
CREATE TABLE ledger_notes (ledger_id integer REFERENCES ledger, note text);
