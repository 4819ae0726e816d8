ALTER TABLE carts RENAME COLUMN price TO price_cents;
ALTER TABLE carts ALTER COLUMN price_cents TYPE bigint USING (price_cents * 100)::bigint;
ALTER TABLE carts ADD COLUMN currency char(3) NOT NULL DEFAULT 'EUR';
