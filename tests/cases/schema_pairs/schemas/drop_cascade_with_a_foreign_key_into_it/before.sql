CREATE SCHEMA legacy;
CREATE TABLE legacy.regions (code char(2) PRIMARY KEY, label text NOT NULL);
CREATE TABLE stores (id integer PRIMARY KEY, region char(2), CONSTRAINT stores_region_fkey FOREIGN KEY (region) REFERENCES legacy.regions (code));
CREATE VIEW store_regions AS SELECT stores.id, regions.label FROM stores JOIN legacy.regions ON regions.code = stores.region;
COMMENT ON VIEW store_regions IS 'gone with the schema';
