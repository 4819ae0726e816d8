CREATE SCHEMA numbering;
CREATE TABLE cases (id integer GENERATED ALWAYS AS IDENTITY, title text);
COMMENT ON SEQUENCE cases_id_seq IS 'of an identity column';
