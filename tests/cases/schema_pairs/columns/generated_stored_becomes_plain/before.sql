CREATE TABLE prices (net numeric(10, 2) NOT NULL, gross numeric(12, 4) GENERATED ALWAYS AS (net * 1.21) STORED);
CREATE VIEW gross_prices AS SELECT gross FROM prices;
