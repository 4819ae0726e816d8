ALTER FOREIGN DATA WRAPPER plain_wrapper OPTIONS (SET debug 'false', ADD level '5');
ALTER SERVER north VERSION '2 "beta"' OPTIONS (SET host 'n.example', DROP note, ADD "Odd %" E'back\\slash $$ \n');
ALTER USER MAPPING FOR reader SERVER north OPTIONS (SET login 'reader2', ADD team 'x');
DROP USER MAPPING FOR PUBLIC SERVER north;
CREATE SERVER "South ""Pole""" FOREIGN DATA WRAPPER plain_wrapper;
GRANT USAGE ON FOREIGN SERVER "South ""Pole""" TO reader;
COMMENT ON SERVER north IS 'it''s cold';
