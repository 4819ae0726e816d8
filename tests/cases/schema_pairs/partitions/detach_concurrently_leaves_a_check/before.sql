CREATE TABLE temperatures (day date NOT NULL, celsius real) PARTITION BY RANGE (day);
CREATE TABLE temperatures_2022 PARTITION OF temperatures FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');
CREATE TABLE temperatures_2023 PARTITION OF temperatures FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
