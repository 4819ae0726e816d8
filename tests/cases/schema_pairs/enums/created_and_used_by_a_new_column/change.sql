CREATE TYPE shirt_size AS ENUM ('s', 'm', 'l', 'it''s "XXL" \ 🐘', '', '$$', ' 100 % ');
ALTER TABLE shirts ADD COLUMN size shirt_size DEFAULT 'it''s "XXL" \ 🐘' NOT NULL;
