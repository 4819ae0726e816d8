INSERT INTO "Lo;ose $1" VALUES ('by new code', 3), ('numbered', 4);
