INSERT INTO bookings VALUES (6, 1, '[2019-01-01,2019-02-01)'), (7, NULL, 'empty');
UPDATE bookings SET room = 3 WHERE id = 1;
DELETE FROM bookings WHERE id = 4;
