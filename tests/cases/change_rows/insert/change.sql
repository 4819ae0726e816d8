INSERT INTO items (id, name) SELECT g, 'new ' || g FROM generate_series(100, 105) g ON CONFLICT DO NOTHING;
