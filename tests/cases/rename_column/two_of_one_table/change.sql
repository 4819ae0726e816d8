ALTER TABLE items RENAME COLUMN name TO "Title ""x""";
ALTER TABLE items RENAME COLUMN price TO cost;
