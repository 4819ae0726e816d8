ALTER SERVER other OPTIONS (SET fetch_size '50', ADD use_remote_estimate 'true');
ALTER USER MAPPING FOR PUBLIC SERVER other OPTIONS (SET user 'it''s "me"');
ALTER FOREIGN TABLE other_users ALTER COLUMN name OPTIONS (ADD column_name 'Full Name %');
ALTER SERVER other RENAME TO "other server";
