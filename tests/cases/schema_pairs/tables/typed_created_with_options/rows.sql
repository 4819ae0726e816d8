INSERT INTO registry VALUES ('x'), ('y'), ('z');
