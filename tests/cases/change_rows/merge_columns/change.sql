ALTER TABLE prices ADD COLUMN total int;
UPDATE prices AS p SET total = p.euros * 100 + p.cents WHERE p.euros IS NOT NULL;
ALTER TABLE prices DROP COLUMN euros, DROP COLUMN cents;
