CREATE TABLE makers (code varchar(10) PRIMARY KEY);
CREATE TABLE models (id integer PRIMARY KEY, maker varchar(10) CONSTRAINT made_by REFERENCES makers ON UPDATE CASCADE ON DELETE RESTRICT);
COMMENT ON CONSTRAINT made_by ON models IS 'still in business';
