INSERT INTO "Lo;ose $1" SELECT 'row ' || n, n FROM generate_series(1, 40) AS n;
INSERT INTO "Lo;ose $1" VALUES ('', NULL), (NULL, NULL), (E'tab\tand \\ and \n', 0);
