CREATE SEQUENCE ids;
CREATE TABLE uses (id bigint PRIMARY KEY DEFAULT nextval('ids'));
