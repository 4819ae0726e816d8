CREATE SEQUENCE from_one;
CREATE TABLE uses (id bigint DEFAULT nextval('from_one'));
