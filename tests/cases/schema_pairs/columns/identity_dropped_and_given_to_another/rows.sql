INSERT INTO slots (legacy_id) VALUES (100), (200), (300);
