ALTER TABLE readings_2024 INHERIT readings;
