DO $$ BEGIN
    EXECUTE pg_catalog.format('ALTER DATABASE %I SET search_path = public, pg_catalog', pg_catalog.current_database());
END $$;
ALTER TABLE public.t ALTER COLUMN n TYPE bigint;
ALTER TABLE public.t ADD COLUMN k int NOT NULL DEFAULT public.seized(2);
CREATE INDEX CONCURRENTLY other ON public.t (public.seized(n));
REFRESH MATERIALIZED VIEW public.m;
ALTER TABLE public.part ADD CHECK (public.seize());
DROP VIEW public.pg_class;
