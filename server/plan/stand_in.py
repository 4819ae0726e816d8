"""A view under a table's name, so that old and new names work at the same time; it takes writes too.

A view of one table without expressions is updatable, and a column may stand in it under two names
(https://www.postgresql.org/docs/18/sql-createview.html#SQL-CREATEVIEW-UPDATABLE-VIEWS).
"""

from collections.abc import Sequence

from server.model.catalog import Table
from server.model.names import QualifiedName, dollar_quoted, identifier, literal
from server.plan.ddl import if_exists


def create_stand_in(
    view: QualifiedName, table: Table, base: QualifiedName, columns: Sequence[tuple[str, str]], *, version: int
) -> tuple[str, ...]:
    """The view and its grants; columns are pairs of the table's name for it and the view's."""
    listed = ",\n    ".join(
        identifier(column) if column == alias else f"{identifier(column)} AS {identifier(alias)}"
        for column, alias in columns
    )
    # row security of the table must go on to apply to who asks, not to the view's owner (option since 15)
    option = " WITH (security_invoker = true)" if table.row_security and version >= 150000 else ""
    return (
        f"CREATE OR REPLACE VIEW {view.sql}{option} AS\nSELECT {listed}\nFROM {base.sql}",
        _copy_grants(base, view),
    )


def drop_stand_in(view: QualifiedName) -> str:
    """Removes the view; a table of that name stays."""
    return if_exists(view_is(view), f"DROP VIEW {view.sql}")


def view_is(name: QualifiedName) -> str:
    """A query that finds a row when the name is that of a view."""
    return f"SELECT FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass({literal(name.sql)}) AND relkind = 'v'"


def _copy_grants(base: QualifiedName, view: QualifiedName) -> str:
    body = f"""
DECLARE
    granted record;
BEGIN
    -- whoever may use the table may use the view in its place
    FOR granted IN
        SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(grantee)) END
                   AS who, privilege_type
        FROM pg_catalog.pg_class, LATERAL pg_catalog.aclexplode(relacl)
        WHERE oid = {literal(base.sql)}::pg_catalog.regclass AND grantee <> relowner
    LOOP
        EXECUTE pg_catalog.format('GRANT %s ON {view.sql.replace("%", "%%").replace("'", "''")} TO %s',
                                  granted.privilege_type, granted.who);
    END LOOP;
END """
    return "DO " + dollar_quoted(body)
