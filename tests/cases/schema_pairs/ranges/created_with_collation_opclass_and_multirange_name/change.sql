CREATE TYPE name_range AS RANGE (subtype = text, subtype_opclass = text_pattern_ops, collation = "C", multirange_type_name = "Name ranges %");
ALTER TABLE shelves ADD COLUMN names name_range DEFAULT '[a,b)', ADD COLUMN all_names "Name ranges %";
COMMENT ON TYPE name_range IS 'from ''a'' to "z"';
