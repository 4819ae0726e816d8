DROP TABLE juices;
CREATE TYPE final AS ENUM ('small', 'large');
ALTER TABLE drinks ALTER COLUMN size DROP DEFAULT, ALTER COLUMN size TYPE final USING size::text::final, ALTER COLUMN size SET DEFAULT 'small';
DROP TYPE draft;
