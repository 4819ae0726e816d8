CREATE FOREIGN DATA WRAPPER plain_wrapper OPTIONS (debug 'true');
CREATE SERVER north TYPE 'db' VERSION '1' FOREIGN DATA WRAPPER plain_wrapper OPTIONS (host 'north.example', note 'it''s');
CREATE USER MAPPING FOR reader SERVER north OPTIONS (login 'reader');
CREATE USER MAPPING FOR PUBLIC SERVER north;
