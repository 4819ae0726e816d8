ALTER TABLE periods DROP CONSTRAINT in_order, ADD CONSTRAINT in_order CHECK (starts < ends);
ALTER TABLE periods DROP CONSTRAINT kind_known, ADD CONSTRAINT kind_known CHECK (kind = ANY (ARRAY['a', 'b', 'c']));
ALTER TABLE periods ADD CHECK (starts IS NOT NULL OR ends IS NOT NULL), ADD CHECK (ends > '1900-01-01'), ADD CHECK (periods IS NOT NULL OR kind IS NULL OR starts IS NULL);
