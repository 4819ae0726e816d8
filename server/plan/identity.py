"""A sequence that stands in for the one of an identity column, and their change of places."""

from server.model.catalog import Column, Sequence
from server.model.names import QualifiedName, dollar_quoted, identifier, literal
from server.plan.ddl import alter, column_is, create_object, identity_clause


def is_identity(table: QualifiedName, column: str) -> str:
    """A query that finds a row when the column is there and counts by itself."""
    return f"{column_is(table, column)} AND attidentity <> ''"


def is_no_identity(table: QualifiedName, column: str) -> str:
    """A query that finds a row when the column is there and does not."""
    return f"{column_is(table, column)} AND attidentity = ''"


def become_identity(table: QualifiedName, column: Column, sequence: Sequence, stand_in: QualifiedName) -> str:
    """One block by which the column's own sequence goes on where the stand-in stops, unless it did already.

    The first command locks the table, so that no number is taken in between.
    """
    name = identifier(column.name)
    return _change_places(
        f"NOT EXISTS ({is_identity(table, column.name)})",
        stand_in,
        sequence.name,
        alter(table, f"ALTER COLUMN {name} DROP DEFAULT"),
        f"DROP SEQUENCE {stand_in.sql}",
        alter(table, f"ALTER COLUMN {name} ADD {identity_clause(column, sequence)}"),
    )


def cease_identity(table: QualifiedName, column: Column, sequence: Sequence, stand_in: Sequence) -> str:
    """One block by which the stand-in goes on where the column's own sequence stops, unless it did already."""
    name = identifier(column.name)
    return _change_places(
        f"EXISTS ({is_identity(table, column.name)})",
        sequence.name,
        stand_in.name,
        alter(table, f"ALTER COLUMN {name} DROP IDENTITY"),
        *stand_in_commands(stand_in),
        alter(table, f"ALTER COLUMN {name} SET DEFAULT {next_value(stand_in.name)}"),
        lock=f"LOCK TABLE {table.sql} IN ACCESS EXCLUSIVE MODE",
    )


def stand_in_commands(stand_in: Sequence) -> tuple[str, ...]:
    """Makes the stand-in; whoever inserts a row counts with it, which needs no privilege of an identity's own."""
    return (*create_object(stand_in, None), f"GRANT USAGE ON SEQUENCE {stand_in.name.sql} TO PUBLIC")


def next_value(sequence: QualifiedName) -> str:
    """The expression for its next number."""
    return f"pg_catalog.nextval({literal(sequence.sql)}::pg_catalog.regclass)"


def _change_places(
    condition: str, before: QualifiedName, after: QualifiedName, first: str, *others: str, lock: str = ""
) -> str:
    commands = "".join(f"        {command};\n" for command in others)
    # an identity's sequence goes with it, so that it is locked and read before
    opening = f"        {lock};\n" if lock else f"        {first};\n"
    later = f"        {first};\n" if lock else ""
    return "DO " + dollar_quoted(
        f"\nDECLARE\n    reached bigint;\n    used boolean;\nBEGIN\n    IF {condition} THEN\n{opening}"
        f"        SELECT last_value, is_called INTO reached, used FROM {before.sql};\n{later}{commands}"
        f"        PERFORM pg_catalog.setval({literal(after.sql)}, reached, used);\n    END IF;\nEND "
    )
