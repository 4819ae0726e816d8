"""What others did to a table since it was looked at: one that takes its place would come without it."""

from collections.abc import Iterable, Iterator

from server.model.catalog import PG_CLASS, Catalog, Column, Table
from server.model.names import identifier, literal
from server.plan.table_swap import referring, views_over

_FIRING = {"O": "", "D": ", disabled", "R": ", as replica", "A": ", always"}
"""pg_trigger.tgenabled, https://www.postgresql.org/docs/18/catalog-pg-trigger.html"""
_IDENTITIES = {"d": "default", "n": "nothing", "f": "full", "i": "index"}
"""pg_class.relreplident, https://www.postgresql.org/docs/18/catalog-pg-class.html"""


def refuse_later_parts(catalog: Catalog, tables: tuple[Table, ...], own: Iterable[str], *, back: bool = False) -> str:
    """A statement of a block that fails, and names each, where something on the tables is new or gone.

    Compared by name are columns, constraints, indexes, triggers, policies, rules, statistics objects, partitions,
    privileges, and the views and foreign keys on them; as they are set, what columns have beside their expressions,
    row security, replica identity, storage parameters, whether triggers fire, and comments.

    Args:
        tables: As the plan found them, or as it leaves them.
        own: Names, as SQL, of triggers and constraints of the plan, which may be there.
        back: Whether the table before takes its place again. New partitions are nothing to that one: it gets their
            rows with all others.
    """
    planned = {part: "true" for table in tables for part in _needed(catalog, table)}
    planned |= {part: "false" for table in tables for part in _allowed(catalog, table, own)}
    may_grow = back and tables[0].kind == "partitioned table"
    return _STATEMENT.format(
        names=", ".join(f"({literal(table.name.sql)})" for table in tables),
        planned=", ".join(f"({literal(part)}, {needed})" for part, needed in planned.items()),
        partitions_count="false" if may_grow else "true",
        message=literal(f"{tables[0].name} {_GOES_BACK if back else _GOES_ON}"),
    )


_GOES_ON = (
    "is not as it was planned, and another table takes its place, without what is new and with what is gone: undo "
    "that, or generate the plan again from the database as it is; "
)
_GOES_BACK = (
    "is not as this plan left it, and the table before takes its place again, without what is new and with what is "
    "gone: keep elsewhere what must not be lost, undo that, and run this file again; "
)


def _needed(catalog: Catalog, table: Table) -> Iterator[str]:
    """What must be there, as the statement spells it."""
    yield from _settings(catalog, table)
    for column in catalog.columns_of(table.oid):
        yield from (f"{fact} of column {identifier(column.name)} of {table.name}" for fact in _facts(column))
    for part, said in (*_objects(catalog, table), *_others(catalog, table)):
        yield part
        yield from _comment(catalog, said)
    for partition in catalog.partitions_of(table):
        yield f"table {partition.name}"
    for other, key in referring(catalog, table):
        yield f"foreign key {identifier(key.name)} of {other.name}"


def _objects(catalog: Catalog, table: Table) -> Iterator[tuple[str, str]]:
    """What stands on it, each with its name after COMMENT ON."""
    name = table.name
    for column in map(identifier, (each.name for each in catalog.columns_of(table.oid))):
        yield f"column {column} of {name}", f"COLUMN {name}.{column}"
    for constraint in catalog.constraints_of(table.oid):
        if constraint.kind not in ("not null", "trigger") and not constraint.inherited:
            own = identifier(constraint.name)
            yield f"constraint {own} of {name}", f"CONSTRAINT {own} ON {name}"
    # what a partition has through its parent PostgreSQL names, by what it met at that time
    for index in (each for each in catalog.indexes_of(table.oid) if each.partition_of is None):
        own = identifier(index.name)
        yield f"index {own} of {name}", f"INDEX {identifier(name.schema)}.{own}"
    for trigger in catalog.triggers_of(table.oid):
        own = identifier(trigger.name)
        yield f"trigger {own} of {name}{_FIRING[trigger.enabled]}", f"TRIGGER {own} ON {name}"


def _others(catalog: Catalog, table: Table) -> Iterator[tuple[str, str]]:
    """The same of what the catalog knows by its identity only; a privilege has no comment."""
    for each in catalog.others.values():
        on = [address[:2] for address in (each.address, each.part_of) if address is not None]
        if (PG_CLASS, table.oid) not in on:
            continue
        match each.kind:
            case "policy":
                own = each.identity.removesuffix(f" on {table.name}")
                yield f"policy {each.identity}", f"POLICY {own} ON {table.name}"
            case "statistics object":
                yield f"statistics object {each.identity}", f"STATISTICS {each.identity}"
            case "privilege":
                yield f"privilege {each.identity}", ""


def _settings(catalog: Catalog, table: Table) -> Iterator[str]:
    """What is set of the table as a whole."""
    name = table.name
    yield from _comment(catalog, f"TABLE {name}")
    if table.row_security:
        yield f"row security of {name}"
    index = (f" {identifier(each.name)}" for each in catalog.indexes_of(table.oid) if each.replica_identity)
    yield f"replica identity {_IDENTITIES[table.replica_identity]}{next(index, '')} of {name}"
    yield from (f"storage parameter {option} of {name}" for option in table.options)


def _facts(column: Column) -> Iterator[str]:
    """What a column has, its expressions apart: they name what the change may rename."""
    yield f"type {column.type}"
    if column.collation:
        yield f"collation {column.collation}"
    if column.not_null:
        yield "NOT NULL"
    if column.default is not None:
        yield "default"
    if column.identity:
        yield f"identity {column.identity}"
    if column.storage:
        yield f"storage {column.storage}"
    if column.compression:
        yield f"compression {column.compression}"
    if column.statistics_target != -1:
        yield f"statistics target {column.statistics_target}"
    yield from (f"option {option}" for option in column.options)


def _comment(catalog: Catalog, said: str) -> tuple[str, ...]:
    """The comment on it, as the statement that makes it."""
    comment = catalog.others.get(("comment", said))
    return comment.definition if comment is not None else ()


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
            session_path text := pg_catalog.current_setting('search_path');
        BEGIN
            -- types and collations are printed as the plan has them
            PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
            WITH planned (part, needed) AS (
                VALUES {planned}
            ), t AS (
                SELECT c.*, pg_catalog.format('%I.%I', n.nspname, c.relname) AS path,
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
            ), objects (part, said, class, oid, number) AS (
                SELECT NULL, 'TABLE ' || t.path, 'pg_class', t.oid, 0 FROM t
                UNION ALL
                SELECT pg_catalog.format('column %I of %s', a.attname, t.path),
                    pg_catalog.format('COLUMN %s.%I', t.path, a.attname), 'pg_class', t.oid, a.attnum
                FROM t JOIN pg_catalog.pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
                UNION ALL
                SELECT pg_catalog.format('constraint %I of %s', k.conname, t.path),
                    pg_catalog.format('CONSTRAINT %I ON %s', k.conname, t.path), 'pg_constraint', k.oid, 0
                FROM t JOIN pg_catalog.pg_constraint AS k ON k.conrelid = t.oid AND k.contype NOT IN ('n', 't')
                    AND k.conislocal AND k.conparentid = 0
                UNION ALL
                SELECT pg_catalog.format('index %I of %s', c.relname, t.path), 'INDEX ' || r.path, 'pg_class', c.oid, 0
                FROM t JOIN pg_catalog.pg_index AS i ON i.indrelid = t.oid
                JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid AND NOT c.relispartition
                JOIN relations AS r ON r.oid = c.oid
                UNION ALL
                SELECT pg_catalog.format('trigger %I of %s', g.tgname, t.path)
                        || CASE g.tgenabled WHEN 'D' THEN ', disabled' WHEN 'R' THEN ', as replica'
                            WHEN 'A' THEN ', always' ELSE '' END,
                    pg_catalog.format('TRIGGER %I ON %s', g.tgname, t.path), 'pg_trigger', g.oid, 0
                FROM t JOIN pg_catalog.pg_trigger AS g ON g.tgrelid = t.oid AND NOT g.tgisinternal AND g.tgparentid = 0
                UNION ALL
                SELECT pg_catalog.format('policy %I on %s', p.polname, t.path),
                    pg_catalog.format('POLICY %I ON %s', p.polname, t.path), 'pg_policy', p.oid, 0
                FROM t JOIN pg_catalog.pg_policy AS p ON p.polrelid = t.oid
                UNION ALL
                SELECT pg_catalog.format('statistics object %I.%I', n.nspname, s.stxname),
                    pg_catalog.format('STATISTICS %I.%I', n.nspname, s.stxname), 'pg_statistic_ext', s.oid, 0
                FROM t JOIN pg_catalog.pg_statistic_ext AS s ON s.stxrelid = t.oid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = s.stxnamespace
            ), live (part, counts) AS (
                SELECT o.part, true FROM objects AS o WHERE o.part IS NOT NULL
                UNION ALL
                SELECT pg_catalog.format('COMMENT ON %s IS %L', o.said, d.description), true
                FROM objects AS o JOIN pg_catalog.pg_description AS d ON d.objoid = o.oid AND d.objsubid = o.number
                    AND d.classoid = pg_catalog.to_regclass('pg_catalog.' || o.class)
                UNION ALL
                SELECT pg_catalog.format('%s of %s', f.fact, o.part), o.part IN (SELECT part FROM planned)
                FROM objects AS o
                JOIN pg_catalog.pg_attribute AS a ON a.attrelid = o.oid AND a.attnum = o.number AND o.number > 0
                JOIN pg_catalog.pg_type AS y ON y.oid = a.atttypid
                CROSS JOIN LATERAL (
                    VALUES ('type ' || pg_catalog.format_type(a.atttypid, a.atttypmod)),
                        (CASE WHEN a.attcollation <> y.typcollation
                            THEN 'collation ' || a.attcollation::pg_catalog.regcollation::text END),
                        (CASE WHEN a.attnotnull THEN 'NOT NULL' END),
                        (CASE WHEN a.atthasdef THEN 'default' END),
                        (CASE a.attidentity WHEN 'a' THEN 'identity always' WHEN 'd' THEN 'identity by default' END),
                        (CASE WHEN a.attstorage <> y.typstorage THEN 'storage ' || a.attstorage::text END),
                        ('compression ' || nullif(a.attcompression::text, '')),
                        ('statistics target ' || nullif(a.attstattarget, -1)::text)
                    UNION ALL
                    SELECT 'option ' || option FROM pg_catalog.unnest(a.attoptions) AS option
                ) AS f (fact)
                WHERE f.fact IS NOT NULL
                UNION ALL
                SELECT pg_catalog.format('%s of %s', f.fact, t.path), true
                FROM t CROSS JOIN LATERAL (
                    VALUES (CASE WHEN t.relrowsecurity THEN 'row security' END),
                        (CASE WHEN t.relforcerowsecurity THEN 'forced row security' END),
                        ('replica identity ' || CASE t.relreplident
                            WHEN 'd' THEN 'default' WHEN 'n' THEN 'nothing' WHEN 'f' THEN 'full'
                            ELSE pg_catalog.concat_ws(' ', 'index', (
                                SELECT pg_catalog.quote_ident(c.relname)
                                FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
                                WHERE i.indrelid = t.oid AND i.indisreplident
                            )) END)
                    UNION ALL
                    SELECT 'storage parameter ' || option FROM pg_catalog.unnest(t.reloptions) AS option
                    UNION ALL
                    SELECT 'storage parameter toast.' || option
                    FROM pg_catalog.pg_class AS c CROSS JOIN pg_catalog.unnest(c.reloptions) AS option
                    WHERE c.oid = t.reltoastrelid
                ) AS f (fact)
                WHERE f.fact IS NOT NULL
                UNION ALL
                SELECT pg_catalog.format('rule %I on %s', r.rulename, t.path), true
                FROM t JOIN pg_catalog.pg_rewrite AS r ON r.ev_class = t.oid
                UNION ALL
                SELECT 'table ' || r.path, {partitions_count}
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
                UNION ALL
                SELECT pg_catalog.format('revocation of %s ON TABLE %s from its owner', x.privilege_type, t.path), true
                FROM t CROSS JOIN pg_catalog.aclexplode(pg_catalog.acldefault('r', t.relowner)) AS x
                WHERE NOT EXISTS (
                    SELECT FROM granted AS g WHERE g.path = t.path AND g.listed = '' AND g.grantee = t.relowner
                        AND g.privilege_type = x.privilege_type
                )
            )
            SELECT pg_catalog.string_agg(DISTINCT part, ', ') INTO differences
            FROM (
                SELECT part || ' is new' FROM live WHERE counts AND part NOT IN (SELECT part FROM planned)
                UNION ALL
                SELECT part || ' is gone' FROM planned WHERE needed AND part NOT IN (SELECT part FROM live)
            ) AS found (part);
            PERFORM pg_catalog.set_config('search_path', session_path, true);
            IF differences IS NOT NULL THEN
                RAISE EXCEPTION '%', {message} || differences;
            END IF;
        END"""
