DROP INDEX score;
CREATE INDEX score ON phases (price);
