CREATE TABLE bids (id integer PRIMARY KEY, amount integer NOT NULL);
CREATE POLICY sane ON bids USING (amount > 0) WITH CHECK (amount < 1000);
CREATE POLICY insert_only ON bids FOR INSERT WITH CHECK (amount > 10);
