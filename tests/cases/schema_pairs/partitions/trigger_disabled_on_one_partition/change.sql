CREATE TRIGGER uploads_checked AFTER INSERT ON uploads FOR EACH ROW EXECUTE FUNCTION check_upload();
ALTER TABLE uploads_b DISABLE TRIGGER uploads_checked;
ALTER TABLE uploads_a ENABLE ALWAYS TRIGGER uploads_checked;
