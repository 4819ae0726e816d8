DROP VIEW drafts;
DROP INDEX articles_draft;
ALTER TYPE state RENAME TO state_before;
CREATE TYPE state AS ENUM ('draft', 'published');
ALTER TABLE articles ALTER COLUMN state DROP DEFAULT,
  ALTER COLUMN state TYPE state USING state::text::state,
  ALTER COLUMN earlier TYPE state[] USING earlier::text[]::state[],
  ALTER COLUMN state SET DEFAULT 'draft';
DROP TYPE state_before;
CREATE INDEX articles_draft ON articles (id) WHERE state = 'draft';
CREATE VIEW drafts AS SELECT id FROM articles WHERE state = 'draft';
