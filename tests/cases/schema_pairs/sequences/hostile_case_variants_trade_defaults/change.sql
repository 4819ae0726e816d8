ALTER TABLE numbers ALTER COLUMN a SET DEFAULT nextval('"SEQ"'), ALTER COLUMN b SET DEFAULT nextval('"Seq"'), ALTER COLUMN c SET DEFAULT nextval('seq') + nextval('"Seq"') * 100;
ALTER SEQUENCE "SEQ" OWNED BY numbers.a;
