DROP TABLE pairs;
CREATE TABLE pairs OF pair;
