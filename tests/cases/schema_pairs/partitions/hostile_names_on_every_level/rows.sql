INSERT INTO "Umsätze 100%" VALUES (2023, 'a'), (2023, E'\\'), (2023, NULL);
