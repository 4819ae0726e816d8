CREATE TABLE log (line json);
