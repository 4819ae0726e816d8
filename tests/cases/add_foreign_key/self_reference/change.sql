ALTER TABLE nodes ADD FOREIGN KEY (up) REFERENCES nodes (id);
COMMENT ON CONSTRAINT nodes_up_fkey ON nodes IS 'tree';
