CREATE TABLE wagons (name text);
