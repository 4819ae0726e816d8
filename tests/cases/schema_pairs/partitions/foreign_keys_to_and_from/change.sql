ALTER TABLE cities ADD CONSTRAINT cities_country FOREIGN KEY (code) REFERENCES countries ON UPDATE CASCADE;
ALTER TABLE residents ADD CONSTRAINT residents_city FOREIGN KEY (code, city) REFERENCES cities (code, name) ON DELETE SET NULL;
ALTER TABLE cities ADD CONSTRAINT cities_twin FOREIGN KEY (twin_code, twin_name) REFERENCES cities DEFERRABLE;
ALTER TABLE cities_be ADD CONSTRAINT own_country FOREIGN KEY (code) REFERENCES countries;
