CREATE INDEX pairs_row ON pairs ((ROW(a, b) IS NULL));
CREATE INDEX pairs_whole ON pairs ((pairs IS NOT NULL)) WHERE pairs IS DISTINCT FROM ROW(1, 'x'::text);
CREATE UNIQUE INDEX pairs_self ON pairs ((pairs));
