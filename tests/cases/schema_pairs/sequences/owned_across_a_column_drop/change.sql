ALTER TABLE crates ALTER COLUMN new_id SET DEFAULT nextval('crates_old_id_seq');
ALTER SEQUENCE crates_old_id_seq OWNED BY crates.new_id;
ALTER TABLE crates DROP COLUMN old_id;
