UPDATE comments SET commentable_type = CASE WHEN post_id IS NULL THEN 'Photo' ELSE 'Post' END,
    commentable_id = coalesce(post_id, photo_id)
WHERE commentable_id IS NULL;
