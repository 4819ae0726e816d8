CREATE TABLE admins (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE people (id int PRIMARY KEY, name text NOT NULL, kind text NOT NULL DEFAULT 'person');
CREATE TABLE rights (admin_id int NOT NULL CONSTRAINT rights_admin_fk REFERENCES admins, what text NOT NULL, PRIMARY KEY (admin_id, what));
