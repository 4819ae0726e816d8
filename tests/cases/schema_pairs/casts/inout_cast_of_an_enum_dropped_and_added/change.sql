CREATE CAST (grade AS "Other Grade") WITH INOUT AS ASSIGNMENT;
DROP CAST (text AS grade);
ALTER TABLE exams ALTER COLUMN grade TYPE "Other Grade";
