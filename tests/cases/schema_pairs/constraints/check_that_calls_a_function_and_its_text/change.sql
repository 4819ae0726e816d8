ALTER TABLE banks DROP CONSTRAINT banks_iban_check;
DROP FUNCTION is_iban;
ALTER TABLE banks ADD CONSTRAINT banks_iban_check CHECK (iban ~ E'^[A-Z]{2}\\d+$' AND iban NOT LIKE '%\_%' AND iban <> 'it''s $$');
