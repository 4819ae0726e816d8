CREATE TABLE limits (low integer DEFAULT 5, high numeric DEFAULT 5, word text DEFAULT '5', at timestamp DEFAULT '2024-01-01');
