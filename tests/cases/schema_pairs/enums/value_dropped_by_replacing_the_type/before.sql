CREATE TYPE state AS ENUM ('draft', 'hidden', 'published');
CREATE TABLE articles (id integer PRIMARY KEY, state state NOT NULL DEFAULT 'draft', earlier state[]);
CREATE INDEX articles_draft ON articles (id) WHERE state = 'draft';
CREATE VIEW drafts AS SELECT id FROM articles WHERE state = 'draft';
