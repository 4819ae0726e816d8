CREATE TABLE prices (id int PRIMARY KEY, net numeric NOT NULL, gross numeric GENERATED ALWAYS AS (net * 1.19) STORED NOT NULL, note text);
CREATE INDEX prices_gross ON prices (gross);
