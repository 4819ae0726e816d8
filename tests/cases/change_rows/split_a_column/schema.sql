CREATE TABLE people (id int PRIMARY KEY, "full; name" text, born date);
