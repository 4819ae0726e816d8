ALTER TABLE "The_northern_and_southern_regional_distribution_warehouse no. 1"."Stock" SET SCHEMA "The_northern_and_southern_regional_distribution_warehouse no. 2";
DROP SCHEMA "The_northern_and_southern_regional_distribution_warehouse no. 1";
