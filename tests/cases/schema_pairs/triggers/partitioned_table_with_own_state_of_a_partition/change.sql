ALTER TABLE measures_2023 DISABLE TRIGGER measures_refuse;
ALTER TABLE measures_2024 ENABLE ALWAYS TRIGGER measures_refuse;
CREATE TRIGGER measures_counted AFTER INSERT OR DELETE ON measures FOR EACH ROW EXECUTE FUNCTION refuse('counted');
ALTER TABLE measures_2024 DISABLE TRIGGER measures_counted;
