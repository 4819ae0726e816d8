CREATE TABLE survey (id integer PRIMARY KEY, agreed text NOT NULL, score integer);
