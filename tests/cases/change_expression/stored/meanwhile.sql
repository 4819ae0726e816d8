INSERT INTO prices (id, net) VALUES (31, 3);
UPDATE prices SET net = 7 WHERE id = 1;
