ALTER VIEW staff_list RENAME COLUMN surname TO family_name;
ALTER TABLE staff RENAME COLUMN surname TO "last name";
