"""Whose tables are that take the place of others, and who else may use them."""

from server.model.catalog import PG_CLASS, Catalog
from server.model.names import QualifiedName, identifier, literal


def give(kind: str, name: QualifiedName, like: QualifiedName) -> str:
    """A statement of a block that gives it to the owner of a table.

    PostgreSQL wants the owner to be allowed to make tables where it is.
    """
    return _GIVE.format(
        grant=literal(f"GRANT CREATE ON SCHEMA {identifier(name.schema)} TO %I"),
        give=literal(f"ALTER {kind} {name.sql.replace('%', '%%')} OWNER TO %I"),
        revoke=literal(f"REVOKE CREATE ON SCHEMA {identifier(name.schema)} FROM %I"),
        like=f"{literal(like.sql)}::pg_catalog.regclass",
    )


def only_planned(catalog: Catalog, kind: str, oid: int, name: QualifiedName, later: QualifiedName) -> str:
    """A statement of a block that takes from others what they may do with it and the catalog does not know.

    What is made has the default privileges of whoever makes it
    (https://www.postgresql.org/docs/18/sql-alterdefaultprivileges.html).

    Args:
        kind: ``TABLE`` or ``SEQUENCE``.
        name: What it is called while it is made.
        later: What the catalog calls it.
    """
    privileges = (each for each in catalog.others.values() if each.kind == "privilege")
    known = [each for each in privileges if each.address[:2] == (PG_CLASS, oid)]
    planned = sorted(each.identity for each in known)
    passed_on = sorted(each.identity for each in known if f"GRANT {each.identity} WITH GRANT OPTION" in each.definition)
    on = name.sql.replace("%", "%%")
    return _WITHDRAW.format(
        name=f"{literal(name.sql)}::pg_catalog.regclass",
        planned=", ".join(map(literal, planned)),
        passed_on=", ".join(map(literal, passed_on)),
        on=literal(f" ON {kind} {later} TO "),
        revoke=literal(f"REVOKE %s ON {kind} {on} FROM %s"),
        keep=literal(f"REVOKE GRANT OPTION FOR %s ON {kind} {on} FROM %s"),
        grant=literal(f"GRANT %s (%I) ON TABLE {on} TO %s%s"),
    )


_GIVE = """
        DECLARE
            owner name := (SELECT pg_catalog.pg_get_userbyid(relowner) FROM pg_catalog.pg_class WHERE oid = {like});
        BEGIN
            IF owner <> current_user THEN
                EXECUTE pg_catalog.format({grant}, owner);
                EXECUTE pg_catalog.format({give}, owner);
                EXECUTE pg_catalog.format({revoke}, owner);
            END IF;
        END"""

_WITHDRAW = """
        DECLARE
            commands text;
        BEGIN
            WITH made AS (
                SELECT c.oid, c.relowner, c.relacl FROM pg_catalog.pg_class AS c WHERE c.oid = {name}
            ), granted AS (
                SELECT x.*, CASE x.grantee WHEN 0 THEN 'PUBLIC'
                    ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) END AS role
                FROM made CROSS JOIN pg_catalog.aclexplode(made.relacl) AS x
                WHERE x.grantee <> made.relowner
            )
            SELECT pg_catalog.string_agg(command, '; ' ORDER BY turn) INTO commands
            FROM (
                SELECT 1, pg_catalog.format({revoke}, privilege_type, role)
                FROM granted WHERE privilege_type || {on} || role <> ALL (ARRAY[{planned}]::text[])
                UNION ALL
                SELECT 1, pg_catalog.format({keep}, privilege_type, role)
                FROM granted WHERE is_grantable AND privilege_type || {on} || role = ANY (ARRAY[{planned}]::text[])
                    AND privilege_type || {on} || role <> ALL (ARRAY[{passed_on}]::text[])
                UNION ALL
                -- what is revoked on a table is revoked on its columns too
                SELECT 2, pg_catalog.format({grant}, x.privilege_type, a.attname, granted.role,
                    CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' END)
                FROM made JOIN pg_catalog.pg_attribute AS a ON a.attrelid = made.oid AND NOT a.attisdropped
                CROSS JOIN pg_catalog.aclexplode(a.attacl) AS x
                JOIN granted ON granted.grantee = x.grantee AND granted.privilege_type = x.privilege_type
            ) AS found (turn, command);
            IF commands IS NOT NULL THEN
                EXECUTE commands;
            END IF;
        END"""
