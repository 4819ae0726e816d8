CREATE TABLE parcels (id integer, state text) PARTITION BY LIST (state);
CREATE TABLE parcels_open PARTITION OF parcels FOR VALUES IN ('open', 'it''s open', NULL);
