CREATE TABLE orders (id int PRIMARY KEY, "To;tal" int, note text);
CREATE VIEW large WITH (security_barrier = true) AS SELECT id, "To;tal" FROM orders WHERE "To;tal" > 5;
CREATE VIEW "la;rgest" AS SELECT max("To;tal") AS most FROM large;
COMMENT ON VIEW large IS 'x';
GRANT SELECT ON "la;rgest" TO PUBLIC;
