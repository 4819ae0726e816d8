ALTER TABLE point_of_sale RENAME TO shop;
