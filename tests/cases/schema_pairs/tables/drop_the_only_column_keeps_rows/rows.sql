INSERT INTO flags VALUES (true), (false), (true);
