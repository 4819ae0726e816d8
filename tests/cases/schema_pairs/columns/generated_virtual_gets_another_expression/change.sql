ALTER TABLE greetings ALTER COLUMN words SET EXPRESSION AS (E'It''s \\ "' || name || '" $$ 100%');
