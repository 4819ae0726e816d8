ALTER TABLE persons RENAME CONSTRAINT id_given TO "id, of course";
ALTER TABLE persons ADD CONSTRAINT mail_given NOT NULL mail;
ALTER TABLE persons DROP CONSTRAINT persons_nick_not_null;
ALTER TABLE persons RENAME COLUMN name TO full_name;
COMMENT ON CONSTRAINT mail_given ON persons IS 'they are constraints in 18';
