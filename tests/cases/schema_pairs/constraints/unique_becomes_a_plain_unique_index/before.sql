CREATE TABLE vouchers (code text CONSTRAINT vouchers_code UNIQUE, used boolean);
