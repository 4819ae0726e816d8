CREATE TABLE "old ""T"" x" (id serial PRIMARY KEY, "c %" text);
