INSERT INTO people (id, name, kind) SELECT id, name, 'admin' FROM admins;
ALTER TABLE rights DROP CONSTRAINT rights_admin_fk;
ALTER TABLE rights ADD CONSTRAINT rights_person_fk FOREIGN KEY (admin_id) REFERENCES people (id);
DROP TABLE admins;
