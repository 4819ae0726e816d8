INSERT INTO items (id, name) VALUES (1, 'first again'), (100, 'new') ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name;
