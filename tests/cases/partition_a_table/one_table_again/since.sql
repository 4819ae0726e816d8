UPDATE "Log" SET day = '2030-01-01', line = NULL WHERE line = 'line 15';
DELETE FROM "Log" WHERE line = 'line 2';
