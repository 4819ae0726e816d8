INSERT INTO exams VALUES (1, 'a'), (2, 'c'), (3, 'b');
