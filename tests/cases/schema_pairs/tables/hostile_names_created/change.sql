CREATE TABLE "ORDER" (id integer REFERENCES "Order", "Id" integer REFERENCES "order", "ID" text DEFAULT 'O''Brien \ 100%' CHECK ("ID" <> E'\n'));
CREATE TABLE "2024 ""best"" 🏆 list" ("$1" integer, "a,b" text, "(c)" text, "d;e--" text, "/*" text, "*/" text, " " text, "tab	here" text, "line
break" text);
