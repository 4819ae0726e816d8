UPDATE logins SET extra = '{}' WHERE id > 12 OR extra IS NULL OR extra::text !~ '^{"a"';
