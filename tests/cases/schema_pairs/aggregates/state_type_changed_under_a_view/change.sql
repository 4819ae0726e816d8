DROP VIEW all_votes;
DROP AGGREGATE gathered(text);
CREATE AGGREGATE gathered(text) (SFUNC = keep, STYPE = text[], INITCOND = '{"it''s","a\\b"}', FINALFUNC = shown, FINALFUNC_MODIFY = READ_WRITE, SSPACE = 64);
CREATE VIEW all_votes AS SELECT gathered(choice ORDER BY choice DESC) FILTER (WHERE id > 0) AS votes FROM votes;
