ALTER TABLE accounts ALTER COLUMN plan SET DEFAULT E'it''s \\ "free"', ALTER COLUMN quota DROP DEFAULT, ALTER COLUMN joined SET DEFAULT CURRENT_DATE, ALTER COLUMN code SET DEFAULT gen_random_uuid()::text;
ALTER VIEW account_plans ALTER COLUMN plan SET DEFAULT 'from the view';
