CREATE TABLE base_stock (id integer PRIMARY KEY, item text NOT NULL, qty integer NOT NULL DEFAULT 0);
CREATE VIEW stock_view AS SELECT id, upper(item) AS item, qty FROM base_stock;
CREATE RULE stock_update AS ON UPDATE TO stock_view DO INSTEAD UPDATE base_stock SET qty = NEW.qty WHERE id = OLD.id;
