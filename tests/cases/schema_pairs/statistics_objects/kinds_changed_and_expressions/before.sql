CREATE TABLE flats (id integer PRIMARY KEY, city text, zip text, rent integer);
CREATE STATISTICS flats_city_zip (dependencies, ndistinct) ON city, zip FROM flats;
CREATE STATISTICS flats_rent ON (rent / 100) FROM flats;
COMMENT ON STATISTICS flats_rent IS 'hundreds';
