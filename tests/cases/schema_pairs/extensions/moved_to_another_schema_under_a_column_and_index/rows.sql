INSERT INTO devices VALUES (1, 'a=>"it''s", b=>"50%"'), (2, DEFAULT), (3, NULL);
