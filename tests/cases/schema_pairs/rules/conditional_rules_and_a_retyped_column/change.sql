DROP RULE to_spam ON inbox;
ALTER TABLE inbox ALTER COLUMN kind TYPE varchar(40);
CREATE RULE to_spam AS ON INSERT TO inbox WHERE NEW.kind = 'it''s \ spam' DO INSTEAD INSERT INTO spam VALUES (NEW.id, NEW.kind);
COMMENT ON RULE to_spam ON inbox IS 'bad ones';
