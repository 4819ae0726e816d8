CREATE TABLE flags (enabled boolean NOT NULL);
