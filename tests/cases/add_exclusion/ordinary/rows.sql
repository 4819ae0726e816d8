INSERT INTO bookings VALUES (1, 1, '[2020-01-01,2020-02-01)'), (2, 1, '[2020-02-01,)'), (3, 2, 'empty'), (4, NULL, NULL);
