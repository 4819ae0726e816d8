DROP TABLE scores;
CREATE TABLE scores (id integer, score numeric(8,2), flag integer, price bigint, taken time);
