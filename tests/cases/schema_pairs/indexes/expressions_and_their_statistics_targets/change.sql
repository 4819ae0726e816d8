ALTER INDEX persons_names ALTER COLUMN 2 SET STATISTICS 700, ALTER COLUMN 1 SET STATISTICS -1;
CREATE INDEX ON persons (((data -> 'a') ->> 'b'), (date_part('year', born)::integer), coalesce(first, 'it''s'), (CASE WHEN id > 1 THEN 'x' ELSE E'\\' END));
ALTER INDEX persons_expr_date_part_coalesce_case_idx ALTER COLUMN 3 SET STATISTICS 10;
