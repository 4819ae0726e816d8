CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE DOMAIN positives AS int[] CHECK (cardinality(VALUE) > 0);
CREATE DOMAIN small_positive AS positive CHECK (VALUE < 1000);
CREATE TABLE scores (
    id positive PRIMARY KEY,
    single small_positive NOT NULL DEFAULT 7,
    several positives NOT NULL DEFAULT '{1}',
    matrix int[][]
);
