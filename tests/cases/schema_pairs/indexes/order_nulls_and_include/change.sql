DROP INDEX games_all;
CREATE INDEX games_all ON games (player ASC NULLS LAST, score DESC NULLS LAST, played DESC NULLS FIRST) INCLUDE (id);
CREATE INDEX games_plain ON games (score DESC NULLS FIRST, player ASC NULLS FIRST);
