ALTER TABLE models DROP CONSTRAINT made_by;
ALTER TABLE makers ALTER COLUMN code TYPE integer USING code::integer;
ALTER TABLE models ALTER COLUMN maker TYPE integer USING maker::integer;
ALTER TABLE models ADD CONSTRAINT made_by FOREIGN KEY (maker) REFERENCES makers ON UPDATE CASCADE ON DELETE RESTRICT;
COMMENT ON CONSTRAINT made_by ON models IS 'still in business';
