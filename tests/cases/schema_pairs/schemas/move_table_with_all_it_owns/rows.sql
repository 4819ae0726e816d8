INSERT INTO orders (customer, placed) VALUES ('ada', '2024-02-01'), ('grace', '2024-07-01'), ('edsger', DEFAULT);
INSERT INTO order_lines VALUES (1, 1), (1, 2), (3, 1);
