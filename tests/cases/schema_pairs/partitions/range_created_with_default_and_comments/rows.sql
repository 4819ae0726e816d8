INSERT INTO regions VALUES ('eu'), ('us'), ('ap');
