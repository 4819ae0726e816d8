INSERT INTO articles VALUES (1, 'long text'), (2, ''), (3, 'more');
