INSERT INTO bookings VALUES (1, 'ada'), (99, NULL), (500, 'grace'), (1000, 'edsger');
