ALTER TYPE money_value RENAME ATTRIBUTE currency TO "Currency";
ALTER TYPE public.line RENAME TO circle;
ALTER TYPE money_value ADD ATTRIBUTE rounded boolean;
