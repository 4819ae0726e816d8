ALTER TABLE visits RENAME COLUMN seconds TO duration;
