INSERT INTO "Lo;ose $1" VALUES ('new', 1), ('another', 2);
