ALTER TABLE boats DROP COLUMN harbour;
CREATE STATISTICS boats_all ON length, width, (length * width) FROM boats;
