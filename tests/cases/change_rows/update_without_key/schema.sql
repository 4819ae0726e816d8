CREATE TABLE log (at int, line text);
