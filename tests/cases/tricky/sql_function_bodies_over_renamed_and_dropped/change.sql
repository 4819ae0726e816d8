DROP FUNCTION old_one(int);
ALTER TABLE accounts DROP COLUMN legacy;
ALTER TABLE accounts RENAME COLUMN balance TO "Balance $";
ALTER TABLE accounts ADD CONSTRAINT not_broke CHECK ("Balance $" >= 0);
