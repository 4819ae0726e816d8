DROP POLICY never_sealed ON letters;
CREATE POLICY never_sealed ON letters AS RESTRICTIVE FOR ALL USING (NOT sealed);
CREATE POLICY delete_own ON letters FOR DELETE USING (author = current_user AND author <> 'it''s "me" \ %');
ALTER POLICY read_all ON letters RENAME TO "Read ""all"" %";
