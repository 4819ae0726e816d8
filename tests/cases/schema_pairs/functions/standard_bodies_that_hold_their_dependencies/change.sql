DROP FUNCTION rich_count();
DROP FUNCTION doubled(integer);
DROP VIEW rich_wallets;
ALTER TABLE wallets ALTER COLUMN coins TYPE bigint;
CREATE VIEW rich_wallets AS SELECT id FROM wallets WHERE coins > 100;
CREATE FUNCTION rich_count() RETURNS bigint LANGUAGE sql STABLE RETURN (SELECT count(*) FROM rich_wallets);
CREATE FUNCTION doubled(wallet integer) RETURNS bigint LANGUAGE sql STABLE
  BEGIN ATOMIC
    SELECT double_coins(w.coins::integer) FROM wallets w WHERE w.id = wallet;
  END;
