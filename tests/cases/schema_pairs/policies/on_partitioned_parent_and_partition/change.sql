CREATE POLICY of_partition ON moves_a FOR SELECT USING (area = 'a');
ALTER TABLE moves_a ENABLE ROW LEVEL SECURITY;
ALTER POLICY of_parent ON moves USING (n >= 0 AND area <> '''');
