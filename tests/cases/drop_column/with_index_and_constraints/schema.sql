CREATE TABLE items (id int PRIMARY KEY, name text, price numeric(10, 2), note text);

CREATE TABLE makers (id int PRIMARY KEY);
ALTER TABLE items ADD COLUMN maker int REFERENCES makers ON DELETE CASCADE;
ALTER TABLE items ADD COLUMN code text UNIQUE;
ALTER TABLE items ADD CONSTRAINT code_short CHECK (length(code) < 9);
CREATE INDEX items_code_partial ON items (name) WHERE code <> '';
COMMENT ON CONSTRAINT code_short ON items IS 'so it fits';
