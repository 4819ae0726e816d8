INSERT INTO bookings VALUES (1, '[2024-01-01,2024-01-05)', false, '(1,1),(0,0)'), (2, '[2024-01-03,2024-01-04)', true, '(3,3),(2,2)'), (3, NULL, false, NULL);
