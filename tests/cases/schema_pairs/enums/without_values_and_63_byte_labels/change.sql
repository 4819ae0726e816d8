ALTER TYPE "Enum" ADD VALUE 'e-label_of_the_long_tale_told_by_nobody_in_particular_at_any_ti' BEFORE 'é-label_of_the_long_tale_told_by_nobody_in_particular_at_any_t';
ALTER TYPE "Enum" ADD VALUE E'new\nline' AFTER 'e-label_of_the_long_tale_told_by_nobody_in_particular_at_any_ti';
ALTER TYPE nothing ADD VALUE 'null';
