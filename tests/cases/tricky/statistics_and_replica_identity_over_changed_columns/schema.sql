CREATE TABLE addresses (
    id int PRIMARY KEY,
    zip varchar(5) NOT NULL,
    city text NOT NULL,
    code int NOT NULL
);
CREATE UNIQUE INDEX addresses_code ON addresses (code);
ALTER TABLE addresses REPLICA IDENTITY USING INDEX addresses_code;
CREATE STATISTICS zip_city (dependencies, ndistinct, mcv) ON zip, city FROM addresses;
CREATE STATISTICS lower_city ON lower(city) FROM addresses;
ALTER TABLE addresses ALTER COLUMN city SET STATISTICS 500;
