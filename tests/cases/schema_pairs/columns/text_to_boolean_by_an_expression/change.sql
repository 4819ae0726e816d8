ALTER TABLE survey ALTER COLUMN agreed TYPE boolean USING lower(agreed) = 'yes', ALTER COLUMN score TYPE boolean USING score <> 0;
