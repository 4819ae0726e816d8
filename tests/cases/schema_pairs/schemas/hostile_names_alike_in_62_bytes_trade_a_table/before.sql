CREATE SCHEMA "The_northern_and_southern_regional_distribution_warehouse no. 1";
CREATE SCHEMA "The_northern_and_southern_regional_distribution_warehouse no. 2";
CREATE TABLE "The_northern_and_southern_regional_distribution_warehouse no. 1"."Stock" ("Sku" text PRIMARY KEY, amount integer CHECK (amount >= 0));
