DROP SUBSCRIPTION gone;
ALTER SUBSCRIPTION kept SET (origin = any, run_as_owner = false, streaming = parallel);
ALTER SUBSCRIPTION kept DROP PUBLICATION q WITH (refresh = false);
