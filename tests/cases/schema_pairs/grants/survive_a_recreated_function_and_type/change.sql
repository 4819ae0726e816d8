ALTER TYPE unit ADD VALUE 'mm' BEFORE 'cm';
ALTER FUNCTION convert_to(numeric, unit) STRICT;
