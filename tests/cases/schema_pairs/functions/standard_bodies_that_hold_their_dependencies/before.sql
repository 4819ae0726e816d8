CREATE TABLE wallets (id integer PRIMARY KEY, coins integer NOT NULL);
CREATE VIEW rich_wallets AS SELECT id FROM wallets WHERE coins > 100;
CREATE FUNCTION double_coins(coins integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN coins * 2;
CREATE FUNCTION doubled(wallet integer) RETURNS bigint LANGUAGE sql STABLE
  BEGIN ATOMIC
    SELECT double_coins(w.coins) FROM wallets w WHERE w.id = wallet;
  END;
CREATE FUNCTION rich_count() RETURNS bigint LANGUAGE sql STABLE RETURN (SELECT count(*) FROM rich_wallets);
