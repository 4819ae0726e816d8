CREATE TABLE tenants (id integer PRIMARY KEY);
CREATE TABLE users (tenant_id integer REFERENCES tenants, id integer, PRIMARY KEY (tenant_id, id));
CREATE TABLE posts (tenant_id integer NOT NULL DEFAULT 1, id integer, author_id integer, editor_id integer DEFAULT 1, PRIMARY KEY (tenant_id, id), CONSTRAINT author FOREIGN KEY (tenant_id, author_id) REFERENCES users ON DELETE SET NULL (author_id));
