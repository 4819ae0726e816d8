CREATE OR REPLACE RULE stock_update AS ON UPDATE TO stock_view DO INSTEAD
  UPDATE base_stock SET qty = NEW.qty WHERE id = OLD.id RETURNING base_stock.id, upper(base_stock.item), base_stock.qty;
CREATE RULE stock_notified AS ON INSERT TO stock_view DO ALSO NOTIFY "Stock, it's";
CREATE RULE stock_insert AS ON INSERT TO stock_view DO INSTEAD INSERT INTO base_stock (id, item) SELECT NEW.id, lower(NEW.item) WHERE NEW.qty >= 0;
