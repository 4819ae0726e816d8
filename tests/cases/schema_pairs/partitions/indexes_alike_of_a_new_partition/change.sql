CREATE TABLE phases_1 PARTITION OF phases FOR VALUES IN (1);
ALTER INDEX phases_1_price_idx RENAME TO younger;
ALTER INDEX phases_1_price_idx1 RENAME TO older;
