CREATE TABLE periods (starts date, ends date, kind text, CONSTRAINT in_order CHECK (starts <= ends), CONSTRAINT kind_known CHECK (kind IN ('a', 'b')));
COMMENT ON CONSTRAINT in_order ON periods IS 'time flows';
