CREATE UNLOGGED SEQUENCE fast;
CREATE SEQUENCE safe;
CREATE TABLE uses (id bigint DEFAULT nextval('fast'));
