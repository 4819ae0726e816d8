"""What others did to a table since it was looked at: one that takes its place would come without it."""

from collections.abc import Iterable, Iterator

from server.model.catalog import PG_CLASS, Catalog, Table
from server.model.names import identifier, literal
from server.plan.table_swap import referring, views_over

_KINDS = ("policy", "privilege", "statistics object")
"""Of what the catalog knows by its identity only."""


def refuse_later_parts(catalog: Catalog, tables: tuple[Table, ...], own: Iterable[str]) -> str:
    """A statement of a block that fails, and names each, where something on the tables is new or gone.

    Compared by name are columns and whether they take nulls, constraints, indexes, triggers, policies, rules,
    statistics objects, partitions, privileges of others than the owner, and the views and foreign keys on them.

    Args:
        tables: As the plan found them.
        own: Names, as SQL, of triggers and constraints of the plan, which may be there.
    """
    planned = [f"({literal(part)}, true)" for table in tables for part in _needed(catalog, table)]
    planned += [f"({literal(part)}, false)" for table in tables for part in _allowed(catalog, table, own)]
    names = ", ".join(f"({literal(table.name.sql)})" for table in tables)
    message = (
        f"{tables[0].name} is not as it was planned, and another table takes its place, without what is new and with "
        "what is gone: undo that, or generate the plan again from the database as it is; "
    )
    return _STATEMENT.format(names=names, planned=", ".join(planned), message=literal(message))


def _needed(catalog: Catalog, table: Table) -> Iterator[str]:
    """What must be there, as PostgreSQL spells it."""
    name = table.name.sql
    for column in catalog.columns_of(table.oid):
        yield f"column {identifier(column.name)} of {name}{' NOT NULL' if column.not_null else ''}"
    for constraint in catalog.constraints_of(table.oid):
        if constraint.kind not in ("not null", "trigger") and not constraint.inherited:
            yield f"constraint {identifier(constraint.name)} of {name}"
    # what a partition has through its parent PostgreSQL names, by what it met at that time
    for index in (each for each in catalog.indexes_of(table.oid) if each.partition_of is None):
        yield f"index {identifier(index.name)} of {name}"
    for trigger in catalog.triggers_of(table.oid):
        yield f"trigger {identifier(trigger.name)} of {name}"
    for part in catalog.partitions_of(table):
        yield f"table {part.name.sql}"
    for other, key in referring(catalog, table):
        yield f"foreign key {identifier(key.name)} of {other.name.sql}"
    for each in catalog.others.values():
        on = [address[:2] for address in (each.address, each.part_of) if address is not None]
        if each.kind in _KINDS and (PG_CLASS, table.oid) in on:
            yield f"{each.kind} {each.identity}"


def _allowed(catalog: Catalog, table: Table, own: Iterable[str]) -> Iterator[str]:
    """The same of what may be there: the swap itself fails where a view is gone."""
    for view in views_over(catalog, table):
        yield f"view {view.name.sql}"
    for name in own:
        yield f"constraint {name} of {table.name.sql}"
        yield f"trigger {name} of {table.name.sql}"


_STATEMENT = """
        DECLARE
            differences text;
        BEGIN
            WITH planned (part, needed) AS (
                VALUES {planned}
            ), t AS (
                SELECT c.oid, c.relowner, pg_catalog.format('%I.%I', n.nspname, c.relname) AS path,
                    coalesce(c.relacl, pg_catalog.acldefault('r', c.relowner)) AS acl
                FROM (VALUES {names}) AS named (name)
                JOIN pg_catalog.pg_class AS c ON c.oid = pg_catalog.to_regclass(named.name)
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            ), relations AS (
                SELECT c.oid, pg_catalog.format('%I.%I', n.nspname, c.relname) AS path
                FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            ), granted AS (
                SELECT t.path, t.relowner, '' AS listed, x.* FROM t CROSS JOIN pg_catalog.aclexplode(t.acl) AS x
                UNION ALL
                SELECT t.path, t.relowner, pg_catalog.format(' (%I)', a.attname), x.*
                FROM t JOIN pg_catalog.pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
                CROSS JOIN pg_catalog.aclexplode(a.attacl) AS x
            ), live (part, counts) AS (
                SELECT pg_catalog.format('column %I of %s', a.attname, t.path)
                    || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END, true
                FROM t JOIN pg_catalog.pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
                UNION ALL
                SELECT pg_catalog.format('constraint %I of %s', k.conname, t.path), true
                FROM t JOIN pg_catalog.pg_constraint AS k ON k.conrelid = t.oid AND k.contype NOT IN ('n', 't')
                    AND k.conislocal AND k.conparentid = 0
                UNION ALL
                SELECT pg_catalog.format('index %I of %s', c.relname, t.path), true
                FROM t JOIN pg_catalog.pg_index AS i ON i.indrelid = t.oid
                JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid AND NOT c.relispartition
                UNION ALL
                SELECT pg_catalog.format('trigger %I of %s', g.tgname, t.path), true
                FROM t JOIN pg_catalog.pg_trigger AS g ON g.tgrelid = t.oid AND NOT g.tgisinternal AND g.tgparentid = 0
                UNION ALL
                SELECT pg_catalog.format('policy %I on %s', p.polname, t.path), true
                FROM t JOIN pg_catalog.pg_policy AS p ON p.polrelid = t.oid
                UNION ALL
                SELECT pg_catalog.format('rule %I on %s', r.rulename, t.path), true
                FROM t JOIN pg_catalog.pg_rewrite AS r ON r.ev_class = t.oid
                UNION ALL
                SELECT pg_catalog.format('statistics object %I.%I', n.nspname, s.stxname), true
                FROM t JOIN pg_catalog.pg_statistic_ext AS s ON s.stxrelid = t.oid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = s.stxnamespace
                UNION ALL
                SELECT 'table ' || r.path, true
                FROM t JOIN pg_catalog.pg_inherits AS i ON i.inhparent = t.oid JOIN relations AS r ON r.oid = i.inhrelid
                UNION ALL
                SELECT pg_catalog.format('foreign key %I of %s', k.conname, r.path), true
                FROM t JOIN pg_catalog.pg_constraint AS k
                    ON k.confrelid = t.oid AND k.conrelid <> t.oid AND k.contype = 'f' AND k.conparentid = 0
                JOIN relations AS r ON r.oid = k.conrelid
                UNION ALL
                SELECT 'view ' || r.path, true
                FROM t JOIN pg_catalog.pg_depend AS d ON d.refobjid = t.oid
                    AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                    AND d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
                JOIN pg_catalog.pg_rewrite AS w ON w.oid = d.objid AND w.ev_class <> t.oid
                JOIN relations AS r ON r.oid = w.ev_class
                UNION ALL
                SELECT pg_catalog.concat('privilege ', privilege_type, listed, ' ON TABLE ', path, ' TO ', role),
                    grantee <> relowner
                FROM granted CROSS JOIN LATERAL (VALUES
                    (CASE WHEN grantee <> 0 THEN pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(grantee)) END),
                    (CASE grantee WHEN 0 THEN 'PUBLIC' WHEN relowner THEN 'CURRENT_USER' END)
                ) AS named (role)
                WHERE role IS NOT NULL
            )
            SELECT pg_catalog.string_agg(DISTINCT part, ', ') INTO differences
            FROM (
                SELECT part || ' is new' FROM live WHERE counts AND part NOT IN (SELECT part FROM planned)
                UNION ALL
                SELECT part || ' is gone' FROM planned WHERE needed AND part NOT IN (SELECT part FROM live)
            ) AS found (part);
            IF differences IS NOT NULL THEN
                RAISE EXCEPTION '%', {message} || differences;
            END IF;
        END"""
