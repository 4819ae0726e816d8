DROP TYPE rank CASCADE;
CREATE TYPE color AS RANGE (subtype = integer, multirange_type_name = rank_multirange);
CREATE TYPE tone AS RANGE (subtype = integer, multirange_type_name = rank);
ALTER TABLE ranks ADD COLUMN taken color;
