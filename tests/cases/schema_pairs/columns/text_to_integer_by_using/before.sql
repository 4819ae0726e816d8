CREATE TABLE imports (id integer PRIMARY KEY, amount text DEFAULT '0', flag text, at text, list text);
