INSERT INTO memberships VALUES (1, 'ann'), (2, 'bo');
INSERT INTO club_notes VALUES (1, 1, 'x'), (2, 2, NULL), (3, 1, 'z');
