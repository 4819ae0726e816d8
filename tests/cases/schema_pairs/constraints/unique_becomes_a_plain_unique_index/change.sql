ALTER TABLE vouchers DROP CONSTRAINT vouchers_code;
CREATE UNIQUE INDEX vouchers_code ON vouchers (code);
