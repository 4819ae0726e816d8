CREATE TABLE "Sales" (id int PRIMARY KEY, amount numeric(10, 4) NOT NULL, at timestamp, note text, "Small" int UNIQUE);
