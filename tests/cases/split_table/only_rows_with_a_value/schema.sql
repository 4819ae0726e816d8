CREATE TABLE users (id int, tenant int, bio text, links jsonb, PRIMARY KEY (tenant, id));
