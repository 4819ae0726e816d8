INSERT INTO ticket_stubs (holder) VALUES ('Ann'), ('Bo');
INSERT INTO ticket_stubs VALUES (7, 'Cy');
