ALTER DOMAIN mail RENAME TO "E-Mail";
ALTER DOMAIN "E-Mail" SET SCHEMA base;
COMMENT ON DOMAIN base."E-Mail" IS E'one\ntwo ''three'' $$';
