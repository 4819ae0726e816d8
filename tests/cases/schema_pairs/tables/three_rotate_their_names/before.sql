CREATE TABLE log_today (at date PRIMARY KEY, line text);
CREATE TABLE log_yesterday (at date PRIMARY KEY, line text);
CREATE TABLE log_before (at date PRIMARY KEY, line text);
