ALTER TABLE coupons ADD COLUMN small smallserial, ADD COLUMN medium serial UNIQUE, ADD COLUMN large bigserial;
