INSERT INTO prices (id, net) VALUES (32, 4);
UPDATE prices SET net = 9 WHERE id = 2;
