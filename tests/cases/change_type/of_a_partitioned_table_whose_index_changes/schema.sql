CREATE TABLE sales (id int NOT NULL, day date NOT NULL, amount int NOT NULL, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE INDEX sales_amount ON sales (amount);
CREATE INDEX sales_gone ON sales (day, amount);
CREATE TABLE sales_2026 PARTITION OF sales FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE sales_rest PARTITION OF sales DEFAULT;
