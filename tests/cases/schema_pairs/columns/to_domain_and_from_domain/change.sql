ALTER TABLE purchases ALTER COLUMN buyer TYPE email, ALTER COLUMN count TYPE integer, ALTER COLUMN bonus TYPE quantity;
