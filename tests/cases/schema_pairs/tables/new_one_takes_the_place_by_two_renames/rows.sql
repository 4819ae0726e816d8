INSERT INTO ledger VALUES (1, 100), (2, -50), (3, 0);
INSERT INTO ledger_new VALUES (1, 100), (2, -50), (3, 0), (4, 0.0001);
INSERT INTO ledger_notes VALUES (1, 'opening'), (2, NULL);
