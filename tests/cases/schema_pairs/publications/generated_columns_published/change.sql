ALTER PUBLICATION of_cubes SET (publish_generated_columns = stored);
