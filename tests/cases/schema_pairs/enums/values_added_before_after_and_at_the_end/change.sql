ALTER TYPE phase ADD VALUE 'idea' BEFORE 'plan';
ALTER TYPE phase ADD VALUE 'test' AFTER 'build';
ALTER TYPE phase ADD VALUE 'archive';
ALTER TYPE phase ADD VALUE IF NOT EXISTS 'plan';
