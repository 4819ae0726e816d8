CREATE TABLE inbox (id integer PRIMARY KEY, kind varchar(10) NOT NULL);
CREATE TABLE spam (id integer, kind text);
CREATE RULE to_spam AS ON INSERT TO inbox WHERE NEW.kind = 'it''s \ spam' DO INSTEAD INSERT INTO spam VALUES (NEW.id, NEW.kind);
COMMENT ON RULE to_spam ON inbox IS 'bad ones';
