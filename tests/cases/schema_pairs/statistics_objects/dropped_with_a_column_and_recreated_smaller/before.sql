CREATE TABLE boats (id integer PRIMARY KEY, length integer, width integer, harbour text);
CREATE STATISTICS boats_all ON length, width, harbour FROM boats;
CREATE STATISTICS boats_two (dependencies) ON length, width FROM boats;
