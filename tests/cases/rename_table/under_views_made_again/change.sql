DROP VIEW "la;rgest", large;
ALTER TABLE orders RENAME TO "pur chases";
CREATE VIEW large WITH (security_barrier = true) AS SELECT id, "To;tal" FROM "pur chases" WHERE "To;tal" > 6;
COMMENT ON VIEW large IS 'x';
CREATE VIEW "la;rgest" AS SELECT max("To;tal") AS most FROM large;
GRANT SELECT ON "la;rgest" TO PUBLIC;
