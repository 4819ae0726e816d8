INSERT INTO items VALUES (1, 'gone', 1), (2, 'a', NULL), (3, 'va%lue', 3), (4, 'b', 4), (5, 'gone', 5);
INSERT INTO others VALUES ('x', 1, '{gone,a}'), ('x', 2, NULL), ('', 1, '{va%lue,b}');
