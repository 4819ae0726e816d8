DROP POLICY sane ON bids;
CREATE POLICY sane ON bids USING (amount > 0);
DROP POLICY insert_only ON bids;
CREATE POLICY insert_only ON bids FOR UPDATE WITH CHECK (amount > 10);
