INSERT INTO posts (id, title) VALUES (1, 'My Day'), (2, 'secret'), (3, 'Ünïcode 🐘');
