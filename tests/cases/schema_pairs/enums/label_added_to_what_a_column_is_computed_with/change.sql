ALTER TYPE mood ADD VALUE 'none' BEFORE 'sad';
