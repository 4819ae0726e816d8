CREATE TABLE phases_1 PARTITION OF phases FOR VALUES IN (1) PARTITION BY RANGE (id);
CREATE TABLE phases_1_1 PARTITION OF phases_1 DEFAULT;
ALTER INDEX phases_1_price_idx RENAME TO younger;
ALTER INDEX phases_1_price_idx1 RENAME TO older;
ALTER TABLE phases_1 RENAME CONSTRAINT phases_1_id_key TO some_key;
ALTER TABLE phases_1_1 RENAME CONSTRAINT phases_1_1_id_key TO some_key_of_it;
