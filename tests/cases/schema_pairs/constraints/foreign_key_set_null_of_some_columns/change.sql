ALTER TABLE posts ADD CONSTRAINT editor FOREIGN KEY (tenant_id, editor_id) REFERENCES users ON DELETE SET DEFAULT (editor_id);
ALTER TABLE posts DROP CONSTRAINT author;
ALTER TABLE posts ADD CONSTRAINT author FOREIGN KEY (tenant_id, author_id) REFERENCES users ON DELETE SET NULL (tenant_id, author_id);
