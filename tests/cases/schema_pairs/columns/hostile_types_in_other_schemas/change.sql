ALTER TABLE things ADD COLUMN kind "Typ es".integer DEFAULT 'two "2"', ADD COLUMN kinds "Typ es".integer[] DEFAULT '{one,"two \"2\""}', ADD COLUMN pair "Typ es"."row" DEFAULT ROW('x,"y"', 1), ADD COLUMN pairs "Typ es"."row"[] DEFAULT ARRAY[ROW('(', 2)::"Typ es"."row"];
ALTER TABLE things ALTER COLUMN name TYPE "Typ es"."text";
