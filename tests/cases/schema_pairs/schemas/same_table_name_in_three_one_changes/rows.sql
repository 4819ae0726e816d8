INSERT INTO tenant_a.users VALUES (1, 'a'), (2, NULL);
INSERT INTO tenant_b.users VALUES (1, 'b'), (2, 'bb');
INSERT INTO tenant_c.users VALUES (1, 'c'), (2, 'cc');
