CREATE TABLE hotels (id integer PRIMARY KEY, stars integer, town varchar(20), beds integer);
CREATE STATISTICS hotels_stars_town (ndistinct, mcv) ON stars, town, (beds * 2) FROM hotels;
ALTER STATISTICS hotels_stars_town SET STATISTICS 77;
COMMENT ON STATISTICS hotels_stars_town IS 'it''s kept';
