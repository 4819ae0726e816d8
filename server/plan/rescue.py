"""Rows a way back would lose, kept as JSON in one table that no later change of the schema can break."""

from server.model.catalog import RESERVED_SCHEMA, Column
from server.model.names import QualifiedName, dollar_quoted, identifier, literal
from server.plan.ddl import RESERVE_SCHEMA

RESCUED = QualifiedName(schema=RESERVED_SCHEMA, name="rescued_rows")

_CREATE = (
    f"CREATE TABLE IF NOT EXISTS {RESCUED.sql} (object text NOT NULL, rescued_at timestamptz NOT NULL "
    "DEFAULT pg_catalog.now(), row_data jsonb NOT NULL)"
)


def rescue_table(table: QualifiedName) -> tuple[str, ...]:
    """Commands that keep every row of a table that is about to go."""
    insert = (
        f"INSERT INTO {RESCUED.sql} (object, row_data) "
        f"SELECT {literal(table.sql)}, pg_catalog.to_jsonb(lost) FROM {table.sql} AS lost"
    )
    return (RESERVE_SCHEMA, _CREATE, _when(f"pg_catalog.to_regclass({literal(table.sql)}) IS NOT NULL", insert))


def rescue_column(table: QualifiedName, key: tuple[Column, ...], column: Column) -> tuple[str, ...]:
    """Commands that keep every value of a column that is about to go, each with its row's key."""
    fields = ", ".join(f"{literal(c.name).strip()}, lost.{identifier(c.name)}" for c in (*key, column))
    insert = (
        f"INSERT INTO {RESCUED.sql} (object, row_data) "
        f"SELECT {literal(f'{table.sql}.{identifier(column.name)}')}, pg_catalog.jsonb_build_object({fields}) "
        f"FROM {table.sql} AS lost WHERE lost.{identifier(column.name)} IS NOT NULL"
    )
    exists = (
        f"EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = pg_catalog.to_regclass({literal(table.sql)}) "
        f"AND attname = {literal(column.name)} AND NOT attisdropped)"
    )
    return (RESERVE_SCHEMA, _CREATE, _when(exists, insert))


def _when(condition: str, command: str) -> str:
    return "DO " + dollar_quoted(f"\nBEGIN\n    IF {condition} THEN\n        {command};\n    END IF;\nEND ")
