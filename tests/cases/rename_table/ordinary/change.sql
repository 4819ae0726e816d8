ALTER TABLE items RENAME TO articles;
