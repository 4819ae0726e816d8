ALTER TABLE ONLY codes ADD CONSTRAINT codes_once UNIQUE (kind, code);
ALTER TABLE codes_1 ADD CONSTRAINT first_codes_once UNIQUE (kind, code);
ALTER TABLE codes_2 ADD CONSTRAINT second_codes_once UNIQUE (kind, code);
ALTER INDEX codes_once ATTACH PARTITION first_codes_once;
ALTER INDEX codes_once ATTACH PARTITION second_codes_once;
