ALTER TABLE tickets ADD CONSTRAINT on_flight FOREIGN KEY (day, number, airline) REFERENCES flights (day, number, airline);
