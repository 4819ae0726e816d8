CREATE TABLE client (id serial PRIMARY KEY, email text UNIQUE, referrer integer REFERENCES client, CHECK (email LIKE '%@%'));
CREATE VIEW client_emails AS SELECT client.id, client.email FROM client;
