CREATE TABLE frozen (id integer PRIMARY KEY, name text);
CREATE TABLE shared (id integer PRIMARY KEY);
GRANT SELECT ON shared TO reader WITH GRANT OPTION;
SET ROLE reader;
GRANT SELECT ON shared TO "Odd ""Role""";
RESET ROLE;
