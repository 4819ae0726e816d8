ALTER SEQUENCE ticket_numbers RENAME TO "Ticket numbers";
ALTER DOMAIN ticket_number DROP NOT NULL;
ALTER DOMAIN ticket_number ADD CHECK (VALUE > 0);
ALTER DOMAIN ticket_number ADD CHECK (VALUE < 1000000);
