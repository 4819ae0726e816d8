ALTER TABLE items RENAME COLUMN name TO label;
ALTER TABLE items RENAME TO products;
ALTER TABLE products RENAME COLUMN "Count" TO name;
