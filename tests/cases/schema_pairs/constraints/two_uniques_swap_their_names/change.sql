ALTER TABLE handles RENAME CONSTRAINT first_unique TO swapping;
ALTER TABLE handles RENAME CONSTRAINT second_unique TO first_unique;
ALTER TABLE handles RENAME CONSTRAINT swapping TO second_unique;
