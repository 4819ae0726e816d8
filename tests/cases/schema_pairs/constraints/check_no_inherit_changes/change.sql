ALTER TABLE plans DROP CONSTRAINT never_here;
ALTER TABLE plans DROP CONSTRAINT named;
ALTER TABLE plans ADD CONSTRAINT named CHECK (name <> '') NO INHERIT;
ALTER TABLE plans_paid ADD CONSTRAINT price_positive CHECK (price > 0);
ALTER TABLE plans ADD CONSTRAINT price_positive CHECK (price > 0);
