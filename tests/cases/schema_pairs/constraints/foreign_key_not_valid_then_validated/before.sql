CREATE TABLE brands (id integer PRIMARY KEY);
CREATE TABLE cars (id integer PRIMARY KEY, brand_id integer, spare_brand integer);
ALTER TABLE cars ADD CONSTRAINT cars_spare FOREIGN KEY (spare_brand) REFERENCES brands NOT VALID;
