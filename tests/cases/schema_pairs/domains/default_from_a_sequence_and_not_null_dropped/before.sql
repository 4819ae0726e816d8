CREATE SEQUENCE ticket_numbers START 100;
CREATE DOMAIN ticket_number AS bigint DEFAULT nextval('ticket_numbers') NOT NULL;
CREATE TABLE ticket_stubs (n ticket_number, holder text);
