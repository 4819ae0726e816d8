TRUNCATE children;
