CREATE DOMAIN weight AS integer DEFAULT 1 CONSTRAINT weight_given NOT NULL;
CREATE TABLE boxes (id integer PRIMARY KEY, weight weight);
