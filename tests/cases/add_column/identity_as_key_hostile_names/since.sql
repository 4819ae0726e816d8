INSERT INTO "Lo;ose $1" VALUES ('by new code', 3);
INSERT INTO "Lo;ose $1" OVERRIDING SYSTEM VALUE VALUES ('numbered', 4, 1000);
