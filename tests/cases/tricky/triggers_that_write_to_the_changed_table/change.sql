UPDATE books SET title = 'untitled' WHERE title IS NULL;
ALTER TABLE books ALTER COLUMN title SET NOT NULL;
ALTER TABLE books ADD COLUMN pages int NOT NULL DEFAULT 0;
ALTER TABLE authors ALTER COLUMN books_count TYPE bigint;
