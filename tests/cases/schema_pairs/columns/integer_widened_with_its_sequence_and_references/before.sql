CREATE TABLE users (id serial PRIMARY KEY, name text);
CREATE TABLE logins (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id integer NOT NULL REFERENCES users, at date);
CREATE INDEX logins_user ON logins (user_id, at);
