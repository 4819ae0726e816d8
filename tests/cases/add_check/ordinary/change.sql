ALTER TABLE items ADD CONSTRAINT price_sane CHECK (price IS NULL OR price > -1e9 AND name <> 'bad%s''');
