CREATE SEQUENCE "Seq";
CREATE SEQUENCE seq INCREMENT BY 2;
CREATE SEQUENCE "SEQ" INCREMENT BY -1;
CREATE TABLE numbers (a bigint DEFAULT nextval('"Seq"'), b bigint DEFAULT nextval('seq'), c bigint DEFAULT nextval('"SEQ"'));
