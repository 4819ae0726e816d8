ALTER TABLE prices ALTER COLUMN gross SET EXPRESSION AS (round(net * 1.2, 2));
