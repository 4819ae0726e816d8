INSERT INTO floors (label) VALUES ('ground'), ('first'), ('second');
