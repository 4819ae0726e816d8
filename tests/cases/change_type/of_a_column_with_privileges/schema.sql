CREATE TABLE wages (id int PRIMARY KEY, "net; pay" int, note text);
GRANT SELECT ("net; pay"), UPDATE ("net; pay") ON wages TO PUBLIC;
GRANT SELECT (note) ON wages TO PUBLIC;
