ALTER TABLE imports ALTER COLUMN amount DROP DEFAULT;
ALTER TABLE imports ALTER COLUMN amount TYPE integer USING amount::integer, ALTER COLUMN flag TYPE boolean USING flag::boolean, ALTER COLUMN at TYPE date USING at::date, ALTER COLUMN list TYPE integer[] USING list::integer[];
ALTER TABLE imports ALTER COLUMN amount SET DEFAULT 0;
