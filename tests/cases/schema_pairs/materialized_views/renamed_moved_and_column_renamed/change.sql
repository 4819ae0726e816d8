ALTER MATERIALIZED VIEW log_levels RENAME COLUMN n TO "N of %";
ALTER MATERIALIZED VIEW log_levels SET SCHEMA "Cold Storage";
ALTER MATERIALIZED VIEW "Cold Storage".log_levels RENAME TO "log ""levels""";
ALTER INDEX "Cold Storage".log_levels_level_idx RENAME TO "Index_of_the_long_tale_told_by_nobody_in_particular_at_any_time";
