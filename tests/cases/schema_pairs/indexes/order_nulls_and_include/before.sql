CREATE TABLE games (id integer PRIMARY KEY, player text, score integer, played date);
CREATE INDEX games_all ON games (player, score DESC, played NULLS FIRST);
