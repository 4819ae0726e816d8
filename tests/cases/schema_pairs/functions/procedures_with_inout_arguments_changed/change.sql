DROP PROCEDURE bump(text, bigint);
CREATE PROCEDURE bump(which text, OUT result bigint, by bigint DEFAULT 1) LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
BEGIN
  UPDATE counters SET value = value + by WHERE name = which RETURNING value INTO result;
END $$;
ALTER PROCEDURE reset_counters() SECURITY INVOKER;
ALTER ROUTINE reset_counters() RENAME TO "reset all";
