DELETE FROM items WHERE price IS NULL OR note LIKE '%漢%';
