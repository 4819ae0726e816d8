UPDATE items AS kept SET price = kept.price * 2 + 1 WHERE name <> 'free' OR kept.name IS NULL;
