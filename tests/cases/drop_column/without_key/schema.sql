CREATE TABLE log (at timestamptz, line text);
