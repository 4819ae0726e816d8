CREATE OR REPLACE TRIGGER letters_stamp BEFORE INSERT ON letters FOR EACH ROW EXECUTE FUNCTION stamp('it''s', E'back\\slash \\000', '', E'new\nline', '$$ 🐘 100 %', '"a", ''b''');
ALTER TRIGGER "Letters ""2"" %" ON letters RENAME TO "Trigger_of_the_long_tale_told_by_nobody_in_particular_at_any_ti";
