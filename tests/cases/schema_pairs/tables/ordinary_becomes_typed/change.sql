ALTER TABLE bounds OF pair;
