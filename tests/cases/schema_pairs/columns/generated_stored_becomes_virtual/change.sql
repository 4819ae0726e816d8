ALTER TABLE lines DROP COLUMN total;
ALTER TABLE lines ADD COLUMN total integer GENERATED ALWAYS AS (quantity * price) VIRTUAL;
