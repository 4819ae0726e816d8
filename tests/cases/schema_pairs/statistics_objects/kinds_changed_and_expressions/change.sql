DROP STATISTICS flats_city_zip;
CREATE STATISTICS flats_city_zip (mcv, dependencies, ndistinct) ON city, zip, (lower(city) || ' %''' || E'\n') FROM flats;
ALTER STATISTICS flats_rent SET STATISTICS 1000;
ALTER STATISTICS flats_rent RENAME TO "Rent ""stats""";
