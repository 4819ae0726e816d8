INSERT INTO shirts VALUES (1, 'plain'), (2, 'striped'), (3, 'dotted');
