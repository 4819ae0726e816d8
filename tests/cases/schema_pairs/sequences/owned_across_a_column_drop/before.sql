CREATE TABLE crates (old_id serial, label text, new_id integer);
CREATE TABLE lids (crate_id integer DEFAULT 0, label text);
