CREATE TABLE point_of_sale (id integer PRIMARY KEY, city text);
CREATE TABLE visits (id integer PRIMARY KEY, place point_of_sale, others point_of_sale[]);
CREATE FUNCTION city_of(place point_of_sale) RETURNS text LANGUAGE sql AS 'SELECT place.city';
