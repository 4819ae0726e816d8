UPDATE logins SET extra = NULL WHERE id > 12 OR NOT coalesce(extra ? 'a', true);
