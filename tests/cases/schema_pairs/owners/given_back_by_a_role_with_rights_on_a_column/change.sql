ALTER TABLE score OWNER TO clerk;
