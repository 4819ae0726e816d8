CREATE TABLE "Umsätze 100%" ("Jahr" integer, "select" text) PARTITION BY RANGE ("Jahr");
CREATE TABLE "2023's ""part""" PARTITION OF "Umsätze 100%" FOR VALUES FROM (2023) TO (2024);
