ALTER TABLE parents RENAME COLUMN id TO parent_id;
