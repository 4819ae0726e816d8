INSERT INTO parcels VALUES (1, 'open'), (2, NULL), (3, 'it''s open');
