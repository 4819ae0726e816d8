CREATE TABLE flights (airline text, number integer, day date, UNIQUE (airline, number, day));
CREATE TABLE tickets (seat text, day date, airline text, number integer);
