CREATE TABLE logs (at date, level text, line text, UNIQUE (at, line)) PARTITION BY RANGE (at);
CREATE INDEX logs_level ON logs (level) WHERE level <> 'debug';
CREATE TABLE logs_march (at date, level text, line text);
CREATE INDEX logs_march_by_level ON logs_march (level) WHERE level <> 'debug';
CREATE INDEX logs_march_own ON logs_march (line);
