INSERT INTO pages (id, body) VALUES (1, 'To be or not'), (2, 'it''s 100 % e-mail'), (3, '');
