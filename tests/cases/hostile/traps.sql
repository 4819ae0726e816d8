-- What a session of the administrator would run if it evaluated, planned, wrote, or looked names up as others do. The
-- functions leave a file, which a superuser may in a read-only transaction too.
CREATE FUNCTION public.seize() RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) THEN
        EXECUTE 'COPY (SELECT 1) TO ''{data}/escaped''';
    END IF;
    RETURN true;
END $$;
CREATE FUNCTION public.seized(anyelement) RETURNS anyelement LANGUAGE plpgsql IMMUTABLE AS
    'BEGIN PERFORM public.seize(); RETURN $1; END';
CREATE FUNCTION public.upper(varchar) RETURNS text LANGUAGE sql AS 'SELECT public.seize()::text';
CREATE FUNCTION public.format_type(oid, int) RETURNS text LANGUAGE sql AS 'SELECT public.seize()::text';
CREATE FUNCTION public.quote_ident(name) RETURNS text LANGUAGE sql AS 'SELECT public.seize()::text';
CREATE FUNCTION public.same(name, name) RETURNS boolean LANGUAGE sql AS 'SELECT public.seize()';
CREATE FUNCTION public.same(name, text) RETURNS boolean LANGUAGE sql AS 'SELECT public.seize()';
CREATE FUNCTION public.same(oid, oid) RETURNS boolean LANGUAGE sql AS 'SELECT public.seize()';
CREATE FUNCTION public.same("char", "char") RETURNS boolean LANGUAGE sql AS 'SELECT public.seize()';
CREATE OPERATOR public.= (LEFTARG = name, RIGHTARG = name, FUNCTION = public.same);
CREATE OPERATOR public.= (LEFTARG = name, RIGHTARG = text, FUNCTION = public.same);
CREATE OPERATOR public.= (LEFTARG = oid, RIGHTARG = oid, FUNCTION = public.same);
CREATE OPERATOR public.= (LEFTARG = "char", RIGHTARG = "char", FUNCTION = public.same);
CREATE VIEW public.pg_class AS SELECT public.seize() AS relname;
CREATE VIEW public.pg_namespace AS SELECT public.seize() AS nspname;
CREATE DOMAIN public.checked AS int DEFAULT public.seized(1) CHECK (public.seize());
CREATE TABLE public.t (
    id int PRIMARY KEY CHECK (public.seize()),
    d public.checked,
    n int DEFAULT public.seized(1),
    g int GENERATED ALWAYS AS (public.seized(1)) STORED,
    word text
);
CREATE INDEX t_expression ON public.t (public.seized(word)) WHERE public.seize();
CREATE STATISTICS public.t_statistics ON (public.seized(id)), (public.seized(n)) FROM public.t;
ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON public.t USING (public.seize()) WITH CHECK (public.seize());
CREATE FUNCTION public.fire() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN PERFORM public.seize(); IF TG_OP = ''DELETE'' THEN RETURN OLD; END IF; RETURN NEW; END';
CREATE TRIGGER each_row BEFORE INSERT OR UPDATE OR DELETE ON public.t FOR EACH ROW EXECUTE FUNCTION public.fire();
CREATE TRIGGER each_statement AFTER INSERT OR TRUNCATE ON public.t FOR EACH STATEMENT EXECUTE FUNCTION public.fire();
CREATE VIEW public.v AS SELECT id, public.seize() AS seized FROM public.t WHERE public.seize();
CREATE MATERIALIZED VIEW public.m AS SELECT public.seize() AS seized;
CREATE RULE r AS ON DELETE TO public.v DO INSTEAD SELECT public.seize();
CREATE TABLE public.parted (id int) PARTITION BY LIST ((public.seized(id)));
CREATE TABLE public.part PARTITION OF public.parted FOR VALUES IN (1);
CREATE PUBLICATION pub FOR TABLE public.part WHERE (id > 0);
CREATE FUNCTION public.defines() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT public.seize()::text';
ALTER TABLE public.t OWNER TO app;
ALTER TABLE public.part OWNER TO app;
ALTER TABLE public.parted OWNER TO app;
ALTER TABLE public.pg_class OWNER TO app;
ALTER FUNCTION public.defines() OWNER TO reader;
ALTER VIEW public.v OWNER TO reader;
DO $$ BEGIN
    EXECUTE pg_catalog.format('ALTER DATABASE %I SET search_path = public, pg_catalog', pg_catalog.current_database());
END $$;
