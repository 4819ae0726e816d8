CREATE TABLE posts (id bigserial PRIMARY KEY, title text NOT NULL);
CREATE TABLE photos (id bigserial PRIMARY KEY, url text NOT NULL);
CREATE TABLE comments (
    id bigserial PRIMARY KEY,
    commentable_type varchar(40) NOT NULL,
    commentable_id bigint NOT NULL,
    body text NOT NULL,
    created_at timestamp(6) NOT NULL
);
CREATE INDEX index_comments_on_commentable ON comments (commentable_type, commentable_id);
