CREATE SEQUENCE a_numbers;
CREATE SEQUENCE b_numbers;
CREATE TABLE alpha (id bigint DEFAULT nextval('a_numbers'), extra serial);
CREATE TABLE beta (id bigint DEFAULT nextval('b_numbers'));
ALTER SEQUENCE b_numbers OWNED BY beta.id;
