ALTER TABLE doses DROP CONSTRAINT amount_positive;
ALTER TABLE doses ADD CONSTRAINT amount_positive CHECK (((amount) > (0)));
