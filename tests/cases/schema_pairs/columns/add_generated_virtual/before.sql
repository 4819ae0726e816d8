CREATE TABLE boxes (width integer, height integer NOT NULL, stored_area integer GENERATED ALWAYS AS (width * height) STORED);
