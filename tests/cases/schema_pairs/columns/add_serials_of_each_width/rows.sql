INSERT INTO coupons VALUES ('A'), ('B'), ('C');
