CREATE TYPE draft AS ENUM ('small', 'large');
CREATE TABLE drinks (id integer, size draft DEFAULT 'small');
CREATE TABLE juices (fruit text) INHERITS (drinks);
