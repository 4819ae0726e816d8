INSERT INTO bookings VALUES (5, 3, '[2020-01-01,2020-02-01)');
DELETE FROM bookings WHERE id = 3;
UPDATE bookings SET during = '[2020-03-01,)' WHERE id = 2;
