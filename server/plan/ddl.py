"""Objects of a catalog as SQL that creates, drops and alters them, safe to run again."""

from dataclasses import replace

from server.model.catalog import (
    RESERVED_SCHEMA,
    Catalog,
    Column,
    Constraint,
    Enum,
    Function,
    Index,
    Sequence,
    Table,
    Trigger,
    View,
)
from server.model.names import QualifiedName, dollar_quoted, identifier, identifiers, literal
from server.model.operation import Standalone

RESERVE_SCHEMA = f"CREATE SCHEMA IF NOT EXISTS {RESERVED_SCHEMA}"

RELEASE_SCHEMA = f"""DO $$
BEGIN
    -- the helper schema goes with its last object
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_depend
                   WHERE refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
                     AND refobjid = pg_catalog.to_regnamespace('{RESERVED_SCHEMA}') AND deptype = 'n') THEN
        DROP SCHEMA IF EXISTS {RESERVED_SCHEMA};
    END IF;
END $$"""


def unless_exists(query: str, command: str) -> str:
    """The command as a block that does nothing when the query finds a row."""
    return "DO " + dollar_quoted(f"\nBEGIN\n    IF NOT EXISTS ({query}) THEN\n        {command};\n    END IF;\nEND ")


def if_exists(query: str, *commands: str) -> str:
    """The commands as a block that does nothing unless the query finds a row."""
    body = "".join(f"        {command};\n" for command in commands)
    return "DO " + dollar_quoted(f"\nBEGIN\n    IF EXISTS ({query}) THEN\n{body}    END IF;\nEND ")


def one_statement(*commands: str) -> str:
    """The commands as one block, which is one transaction when it stands alone."""
    return "DO " + dollar_quoted("\nBEGIN\n" + "".join(f"    {command};\n" for command in commands) + "END ")


def relation_is(name: QualifiedName) -> str:
    """A query that finds a row when the relation exists."""
    return f"SELECT WHERE pg_catalog.to_regclass({literal(name.sql)}) IS NOT NULL"


def table_is(name: QualifiedName) -> str:
    """A query that finds a row when the name is that of a table, not of a view in its place."""
    return (
        f"SELECT FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass({literal(name.sql)}) "
        "AND relkind IN ('r', 'p', 'f')"
    )


def relation_is_of(name: QualifiedName, *, partitioned: bool) -> str:
    """A query that finds a row when the name is that of a partitioned table, or of an ordinary one."""
    return (
        f"SELECT FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass({literal(name.sql)}) "
        f"AND relkind = '{'p' if partitioned else 'r'}'"
    )


def column_is(table: QualifiedName, column: str) -> str:
    """A query that finds a row when the column exists."""
    return (
        f"SELECT FROM pg_catalog.pg_attribute WHERE attrelid = pg_catalog.to_regclass({literal(table.sql)}) "
        f"AND attname = {literal(column)} AND NOT attisdropped"
    )


def constraint_is(table: QualifiedName, constraint: str) -> str:
    """A query that finds a row when the constraint exists."""
    return (
        f"SELECT FROM pg_catalog.pg_constraint WHERE conrelid = pg_catalog.to_regclass({literal(table.sql)}) "
        f"AND conname = {literal(constraint)}"
    )


def alter(table: QualifiedName, action: str) -> str:
    """ALTER TABLE with one action."""
    return f"ALTER TABLE {table.sql} {action}"


def identity_sequence(catalog: Catalog, column: Column, table: QualifiedName) -> Sequence | None:
    """The sequence of an identity column, as it is called where the table is now."""
    found = catalog.identity_sequences.get(column.key)
    return found and replace(found, name=replace(found.name, schema=table.schema))


def column_clause(
    column: Column,
    *,
    name: str = "",
    default: bool = True,
    not_null: bool = True,
    counted_by: Sequence | None = None,
) -> str:
    """The column as CREATE TABLE and ADD COLUMN want it; counted_by is the sequence of an identity column."""
    parts = [identifier(name or column.name), column.type]
    if column.collation:
        parts.append(f"COLLATE {column.collation}")
    if column.generated:
        parts.append(f"GENERATED ALWAYS AS ({column.default}) {column.generated.upper()}")
    elif column.identity:
        parts.append(identity_clause(column, counted_by))
    elif default and column.default is not None:
        parts.append(f"DEFAULT {column.default}")
    if not_null and column.not_null and not column.identity:
        parts.append("NOT NULL")
    return " ".join(parts)


def identity_clause(column: Column, sequence: Sequence | None) -> str:
    """GENERATED … AS IDENTITY with the sequence's name and options."""
    options = f" (SEQUENCE NAME {sequence.name.sql} {_sequence_options(sequence)})" if sequence else ""
    return f"GENERATED {column.identity.upper()} AS IDENTITY{options}"


def column_comment(table: QualifiedName, column: Column) -> str:
    """COMMENT ON COLUMN, or nothing when there is none."""
    if column.comment is None:
        return ""
    return f"COMMENT ON COLUMN {table.sql}.{identifier(column.name)} IS {literal(column.comment)}"


_STORAGES = {"p": "PLAIN", "e": "EXTERNAL", "m": "MAIN", "x": "EXTENDED"}
_COMPRESSIONS = {"p": "pglz", "l": "lz4"}


def column_settings(table: QualifiedName, column: Column) -> tuple[str, ...]:
    """What else ALTER COLUMN sets: storage, compression, statistics; nothing where all is as it comes."""
    settings = [
        f"SET STORAGE {_STORAGES[column.storage]}" if column.storage else "",
        f"SET COMPRESSION {_COMPRESSIONS.get(column.compression, column.compression)}" if column.compression else "",
        f"SET STATISTICS {column.statistics_target}" if column.statistics_target != -1 else "",
        f"SET ({', '.join(column.options)})" if column.options else "",
    ]
    return tuple(alter(table, f"ALTER COLUMN {identifier(column.name)} {each}") for each in settings if each)


def set_default(table: QualifiedName, column: Column) -> str:
    """The default as the column has it, set or dropped."""
    action = "DROP DEFAULT" if column.default is None else f"SET DEFAULT {column.default}"
    return alter(table, f"ALTER COLUMN {identifier(column.name)} {action}")


def create_table(
    catalog: Catalog, table: Table, columns: tuple[Column, ...], constraints: tuple[Constraint, ...]
) -> tuple[str, ...]:
    """CREATE TABLE and what cannot stand in it; the catalog is the one the table is part of."""
    lines = [column_clause(c, counted_by=identity_sequence(catalog, c, table.name)) for c in columns]
    lines += [f"CONSTRAINT {identifier(c.name)} {c.definition}" for c in constraints]
    persistence = "UNLOGGED " if table.persistence == "unlogged" else ""
    text = f"CREATE {persistence}TABLE IF NOT EXISTS {table.name.sql}"
    if table.partition_of is not None:
        text += f" PARTITION OF {table.partition_of} {table.partition_bound}"
    else:
        body = ",\n    ".join(lines)
        text += f" (\n    {body}\n)" if body else " ()"
    if table.partition_key is not None:
        text += f" PARTITION BY {table.partition_key}"
    if table.options:
        text += f" WITH ({', '.join(table.options)})"
    comment = f"COMMENT ON TABLE {table.name.sql} IS {literal(table.comment)}" if table.comment is not None else ""
    security = alter(table.name, "ENABLE ROW LEVEL SECURITY") if table.row_security else ""
    comments = [column_comment(table.name, column) for column in columns]
    settings = [command for column in columns for command in column_settings(table.name, column)]
    return tuple(command for command in (text, comment, security, *comments, *settings) if command)


def vacuum(table: QualifiedName, *, last: bool = True) -> str:
    """VACUUM; giving empty pages back would take an ACCESS EXCLUSIVE lock.

    Args:
        last: With statistics and the indexes. Else only the room of dead rows is made free, which does not need to
            read the indexes (INDEX_CLEANUP, https://www.postgresql.org/docs/18/sql-vacuum.html).
    """
    return f"VACUUM ({'ANALYZE' if last else 'INDEX_CLEANUP off'}, TRUNCATE false) {table.sql}"


def owned_by(catalog: Catalog, table: QualifiedName, column: Column) -> tuple[str, ...]:
    """ALTER SEQUENCE … OWNED BY for the sequences that belong to the column, an identity's apart."""
    owned = (s for s in catalog.sequences.values() if s.owned_by == column.key and not s.identity)
    return tuple(f"ALTER SEQUENCE {s.name.sql} OWNED BY {table.sql}.{identifier(column.name)}" for s in owned)


def drop_constraint(table: QualifiedName, name: str) -> str:
    """ALTER TABLE … DROP CONSTRAINT, silent when it is gone."""
    return alter(table, f"DROP CONSTRAINT IF EXISTS {identifier(name)}")


def add_constraint(table: QualifiedName, name: str, definition: str) -> str:
    """ALTER TABLE … ADD CONSTRAINT, unless one of that name is there."""
    return unless_exists(constraint_is(table, name), alter(table, f"ADD CONSTRAINT {identifier(name)} {definition}"))


def validate(table: QualifiedName, name: str) -> str:
    """ALTER TABLE … VALIDATE CONSTRAINT."""
    return alter(table, f"VALIDATE CONSTRAINT {identifier(name)}")


def index_tail(index: Index) -> str:
    """Everything of the definition from USING on."""
    return index.body[index.body.index(" USING ") :].lstrip()


def create_index(index: Index, table: QualifiedName, *, name: str = "", tail: str = "", concurrently: bool) -> str:
    """CREATE INDEX under its own or another name, unless it is there."""
    unique = "UNIQUE " if index.unique else ""
    how = "CONCURRENTLY " if concurrently else ""
    own = identifier(name or index.name)
    return f"CREATE {unique}INDEX {how}IF NOT EXISTS {own} ON {table.sql} {tail or index_tail(index)}"


def drop_index(schema: str, name: str, *, concurrently: bool) -> str:
    """DROP INDEX, silent when it is gone."""
    how = "CONCURRENTLY " if concurrently else ""
    return f"DROP INDEX {how}IF EXISTS {QualifiedName(schema=schema, name=name).sql}"


def drop_invalid_index(schema: str, name: str) -> str:
    """Drops what an interrupted CREATE INDEX CONCURRENTLY left behind, so that IF NOT EXISTS does not keep it."""
    qualified = QualifiedName(schema=schema, name=name)
    query = (
        f"SELECT FROM pg_catalog.pg_index WHERE indexrelid = pg_catalog.to_regclass({literal(qualified.sql)}) "
        "AND NOT indisvalid"
    )
    return if_exists(query, f"DROP INDEX {qualified.sql}")


def index_comment(schema: str, index: Index) -> str:
    """COMMENT ON INDEX, or nothing when there is none."""
    if index.comment is None:
        return ""
    return f"COMMENT ON INDEX {QualifiedName(schema=schema, name=index.name).sql} IS {literal(index.comment)}"


def constraint_comment(table: QualifiedName, constraint: Constraint) -> str:
    """COMMENT ON CONSTRAINT, or nothing when there is none."""
    if constraint.comment is None:
        return ""
    return f"COMMENT ON CONSTRAINT {identifier(constraint.name)} ON {table.sql} IS {literal(constraint.comment)}"


def create_object(value: Standalone, table: Table | View | None) -> tuple[str, ...]:
    """A sequence, view, enum, function or trigger as SQL that creates it, safe to run again where PostgreSQL allows."""
    match value:
        case Sequence():
            return (_create_sequence(value), *_comment("SEQUENCE", value.name.sql, value.comment))
        case View():
            return _create_view(value)
        case Enum():
            labels = ", ".join(literal(label).strip() for label in value.labels)
            query = f"SELECT WHERE pg_catalog.to_regtype({literal(value.name.sql)}) IS NOT NULL"
            text = unless_exists(query, f"CREATE TYPE {value.name.sql} AS ENUM ({labels})")
            return (text, *_comment("TYPE", value.name.sql, value.comment))
        case Function():
            kind = "PROCEDURE" if value.procedure else "FUNCTION"
            return (value.definition.rstrip(), *_comment(kind, f"{value.name.sql}({value.arguments})", value.comment))
        case Trigger():
            return _create_trigger(value, table)


def drop_object(value: Standalone, table: Table | View | None) -> str:
    """The object's DROP … IF EXISTS."""
    match value:
        case Sequence():
            return f"DROP SEQUENCE IF EXISTS {value.name.sql}"
        case View():
            return f"DROP {'MATERIALIZED ' if value.materialized else ''}VIEW IF EXISTS {value.name.sql}"
        case Enum():
            return f"DROP TYPE IF EXISTS {value.name.sql}"
        case Function():
            return (
                f"DROP {'PROCEDURE' if value.procedure else 'FUNCTION'} IF EXISTS {value.name.sql}({value.arguments})"
            )
        case Trigger():
            on = table.name.sql if table else ""
            return f"DROP TRIGGER IF EXISTS {identifier(value.name)} ON {on}"


def trigger_state(trigger: Trigger, table: Table | View) -> str:
    """ALTER TABLE that enables or disables the trigger as it is."""
    states = {"D": "DISABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}
    return alter(table.name, f"{states.get(trigger.enabled, 'ENABLE')} TRIGGER {identifier(trigger.name)}")


def _create_sequence(sequence: Sequence) -> str:
    return f"CREATE SEQUENCE IF NOT EXISTS {sequence.name.sql} AS {sequence.type} {_sequence_options(sequence)}"


def _sequence_options(sequence: Sequence) -> str:
    cycle = " CYCLE" if sequence.cycle else ""
    return (
        f"INCREMENT BY {sequence.increment} MINVALUE {sequence.minimum} MAXVALUE {sequence.maximum} "
        f"START WITH {sequence.start} CACHE {sequence.cache}{cycle}"
    )


def _create_view(view: View) -> tuple[str, ...]:
    options = f" WITH ({', '.join(view.options)})" if view.options else ""
    columns = identifiers(view.columns)
    kind = "MATERIALIZED VIEW" if view.materialized else "VIEW"
    create = "CREATE MATERIALIZED VIEW IF NOT EXISTS" if view.materialized else "CREATE OR REPLACE VIEW"
    text = f"{create} {view.name.sql} ({columns}){options} AS\n{view.definition.strip()}"
    text += "" if view.populated else " WITH NO DATA"
    return (text, *_comment(kind, view.name.sql, view.comment))


def _create_trigger(trigger: Trigger, table: Table | View | None) -> tuple[str, ...]:
    on = table.name.sql if table else ""
    query = (
        f"SELECT FROM pg_catalog.pg_trigger WHERE tgrelid = pg_catalog.to_regclass({literal(on)}) "
        f"AND tgname = {literal(trigger.name)}"
    )
    commands = [unless_exists(query, trigger.definition)]
    if trigger.enabled != "O" and table is not None:
        commands.append(trigger_state(trigger, table))
    if trigger.comment is not None:
        commands.append(f"COMMENT ON TRIGGER {identifier(trigger.name)} ON {on} IS {literal(trigger.comment)}")
    return tuple(commands)


def _comment(kind: str, name: str, text: str | None) -> tuple[str, ...]:
    return () if text is None else (f"COMMENT ON {kind} {name} IS {literal(text)}",)
