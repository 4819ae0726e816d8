CREATE EXTENSION postgres_fdw;
CREATE SERVER other FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'localhost', dbname 'other', fetch_size '500');
CREATE USER MAPPING FOR PUBLIC SERVER other OPTIONS (user 'guest');
CREATE FOREIGN TABLE other_users (id integer, name text) SERVER other OPTIONS (schema_name 'public', table_name 'users');
