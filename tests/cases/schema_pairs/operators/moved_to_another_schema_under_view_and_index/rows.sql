INSERT INTO labels VALUES (1, 'x', 'y'), (2, NULL, 'z'), (3, '%', '\');
