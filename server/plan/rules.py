"""Adding and dropping what holds rows to a rule, with long work under locks that let reads and writes pass."""

from server.model.catalog import Constraint, Index, Table
from server.model.lock import LockMode
from server.model.names import QualifiedName, identifier, identifiers, literal
from server.model.operation import AddForeignKey
from server.model.plan import Check, Claim
from server.plan.ddl import (
    add_constraint,
    alter,
    column_is,
    constraint_is,
    create_index,
    drop_constraint,
    drop_invalid_index,
    if_exists,
    index_tail,
    unless_exists,
    validate,
)
from server.plan.index_keys import key_expressions
from server.plan.offenders import agreeing, orphans, without_value

BRIEF = Claim(lock=LockMode.ACCESS_EXCLUSIVE)
"""Catalog changes only: nothing is read or written while it is held."""
NO_TABLE = Claim()
"""Helpers of the plan only."""
BRIEF_WRITES_WAIT = Claim(lock=LockMode.SHARE_ROW_EXCLUSIVE)
WRITES_PASS = Claim(lock=LockMode.SHARE_UPDATE_EXCLUSIVE, scans=True)
"""Reads the table while reads and writes go on."""
ROWS_ONLY = Claim(lock=LockMode.ROW_EXCLUSIVE, scans=True)
"""Reads and writes rows as an application would."""
READS_ONLY = Claim(lock=LockMode.ACCESS_SHARE, scans=True)


def not_null_commands(table: QualifiedName, column: str, scratch: str) -> tuple[str, ...]:
    """SET NOT NULL without a scan under a blocking lock: a proved CHECK lets PostgreSQL 12 and newer skip it."""
    name = identifier(column)
    return (
        add_constraint(table, scratch, f"CHECK ({name} IS NOT NULL) NOT VALID"),
        validate(table, scratch),
        alter(table, f"ALTER COLUMN {name} SET NOT NULL"),
        drop_constraint(table, scratch),
    )


def restore_constraint(table: QualifiedName, constraint: Constraint, index: Index | None) -> tuple[str, ...]:
    """A constraint brought back, to be run command by command outside of a transaction."""
    if index is not None and constraint.kind in ("unique", "primary key"):
        return (
            drop_invalid_index(table.schema, constraint.name),
            create_index(index, table, name=constraint.name, concurrently=True),
            attach_index(table, constraint),
        )
    if constraint.kind in ("check", "foreign key"):
        commands = (add_constraint(table, constraint.name, f"{constraint.definition} NOT VALID"),)
        return (*commands, validate(table, constraint.name)) if constraint.validated else commands
    return (add_constraint(table, constraint.name, constraint.definition),)


def attach_index(table: QualifiedName, constraint: Constraint) -> str:
    """Makes a unique index the one of a constraint, which takes its name."""
    action = f"ADD CONSTRAINT {identifier(constraint.name)} {index_clause(constraint, constraint.name)}"
    return unless_exists(constraint_is(table, constraint.name), alter(table, action))


def index_clause(constraint: Constraint, index: str) -> str:
    """What follows the name of a unique or primary key constraint that takes over an index."""
    kind = "PRIMARY KEY" if constraint.kind == "primary key" else "UNIQUE"
    deferral = ""
    if constraint.deferrable:
        deferral = " DEFERRABLE INITIALLY DEFERRED" if constraint.initially_deferred else " DEFERRABLE"
    return f"{kind} USING INDEX {identifier(index)}{deferral}"


def index_is_valid(schema: str, name: str) -> Check:
    """That the index is there and complete."""
    qualified = QualifiedName(schema=schema, name=name)
    return Check(
        condition=(
            "EXISTS (SELECT FROM pg_catalog.pg_index WHERE indisvalid "
            f"AND indexrelid = pg_catalog.to_regclass({literal(qualified.sql)}))"
        ),
        message=f"index {qualified} is missing or invalid",
    )


def no_duplicates(table: QualifiedName, columns: tuple[str, ...], index: Index) -> tuple[Check, ...]:
    """That no two rows agree in the columns; nothing when the index holds expressions."""
    if index.has_expressions or not columns:
        return ()
    found = agreeing(
        table, list(map(identifier, columns)), nulls_agree=nulls_agree(index), predicate=index.predicate or ""
    )
    return (found.check(f"rows of {table} agree in ({identifiers(columns)}); merge or remove duplicates first"),)


def no_equal_keys(table: QualifiedName, index: Index) -> tuple[Check, ...]:
    """The same of an index that holds expressions, over the names in it; nothing where they are not clear."""
    keys = key_expressions(index)
    if keys is None:
        return ()
    found = agreeing(table, keys, nulls_agree=nulls_agree(index), predicate=index.predicate or "")
    return (found.check(f"rows of {table} agree in ({', '.join(keys)}); merge or remove duplicates first"),)


def nulls_agree(index: Index) -> bool:
    """Whether two rows without a value count as duplicates (PostgreSQL 15 and newer)."""
    return " NULLS NOT DISTINCT" in index_tail(index).partition(" WHERE ")[0]


def no_orphans(operation: AddForeignKey) -> Check:
    """That every row refers to one that is there."""
    table, referenced = operation.table.name, operation.referenced.name
    found = orphans(table, operation.columns, referenced, operation.referenced_columns)
    return found.check(f"rows of {table} refer to rows that {referenced} does not have: mend them first")


def no_nulls(table: QualifiedName, column: str, remedy: str) -> Check:
    """That every row has a value."""
    message = f"rows of {table} have no value in {identifier(column)}: {remedy}"
    return without_value(table, column).check(message)


def column_exists(table: QualifiedName, column: str) -> Check:
    """That the column is there."""
    return Check(
        condition=f"EXISTS ({column_is(table, column)})",
        message=f"column {table}.{identifier(column)} does not exist",
    )


def column_gone(table: QualifiedName, column: str) -> Check:
    """That the column is not there."""
    return Check(
        condition=f"NOT EXISTS ({column_is(table, column)})",
        message=f"column {table}.{identifier(column)} still exists",
    )


def has_not_null(table: QualifiedName, column: str) -> Check:
    """That the column takes no nulls."""
    return Check(
        condition=f"EXISTS ({column_is(table, column)} AND attnotnull)",
        message=f"column {table}.{identifier(column)} still takes nulls",
    )


def constraint_proved(table: QualifiedName, name: str) -> Check:
    """That the constraint is there and holds for every row."""
    return Check(
        condition=f"EXISTS ({constraint_is(table, name)} AND convalidated)",
        message=f"constraint {identifier(name)} of {table} is not valid",
    )


def guarded_rename_column(table: QualifiedName, old: str, new: str) -> str:
    """RENAME COLUMN unless it happened already."""
    return if_exists(column_is(table, old), alter(table, f"RENAME COLUMN {identifier(old)} TO {identifier(new)}"))


def table_exists(table: Table) -> Check:
    """That the table is there."""
    return Check(
        condition=f"pg_catalog.to_regclass({literal(table.name.sql)}) IS NOT NULL",
        message=f"table {table.name} does not exist",
    )
