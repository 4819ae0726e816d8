ALTER TABLE articles RENAME COLUMN body TO body_html;
ALTER TABLE articles ADD COLUMN body jsonb DEFAULT '{}';
