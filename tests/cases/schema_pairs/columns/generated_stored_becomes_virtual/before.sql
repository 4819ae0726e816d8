CREATE TABLE lines (quantity integer, price integer, total integer GENERATED ALWAYS AS (quantity * price) STORED);
