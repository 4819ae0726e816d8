INSERT INTO "The_northern_and_southern_regional_distribution_warehouse no. 1"."Stock" VALUES ('a', 1), ('b', 0), ('c', NULL);
