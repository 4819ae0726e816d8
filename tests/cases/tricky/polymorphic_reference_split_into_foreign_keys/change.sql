ALTER TABLE comments ADD COLUMN post_id bigint, ADD COLUMN photo_id bigint;
UPDATE comments SET post_id = commentable_id WHERE commentable_type = 'Post';
UPDATE comments SET photo_id = commentable_id WHERE commentable_type = 'Photo';
ALTER TABLE comments
    ADD CONSTRAINT fk_rails_post FOREIGN KEY (post_id) REFERENCES posts (id) ON DELETE CASCADE,
    ADD CONSTRAINT fk_rails_photo FOREIGN KEY (photo_id) REFERENCES photos (id) ON DELETE CASCADE,
    ADD CONSTRAINT one_parent CHECK (num_nonnulls(post_id, photo_id) = 1);
CREATE INDEX index_comments_on_post_id ON comments (post_id);
CREATE INDEX index_comments_on_photo_id ON comments (photo_id);
ALTER TABLE comments DROP COLUMN commentable_type, DROP COLUMN commentable_id;
