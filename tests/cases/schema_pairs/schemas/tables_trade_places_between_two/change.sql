ALTER TABLE live.prices RENAME TO prices_moving;
ALTER TABLE live.prices_moving RENAME CONSTRAINT prices_pkey TO prices_moving_pkey;
ALTER TABLE live.prices_moving SET SCHEMA history;
ALTER TABLE history.prices SET SCHEMA live;
ALTER TABLE history.prices_moving RENAME TO prices;
ALTER TABLE history.prices RENAME CONSTRAINT prices_moving_pkey TO prices_pkey;
