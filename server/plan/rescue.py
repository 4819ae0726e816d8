"""Rows a way back would lose, kept as JSON in one table that no later change of the schema can break."""

from dataclasses import dataclass

from server.model.catalog import RESERVED_SCHEMA, Column
from server.model.names import QualifiedName, dollar_quoted, identifier, literal
from server.plan.ddl import RESERVE_SCHEMA
from server.plan.sync_triggers import last_trigger

RESCUED = QualifiedName(schema=RESERVED_SCHEMA, name="rescued_rows")

MAKE_RESCUED = (
    f"CREATE TABLE IF NOT EXISTS {RESCUED.sql} (object text NOT NULL, rescued_at timestamptz NOT NULL "
    "DEFAULT pg_catalog.now(), row_data jsonb NOT NULL)"
)


def rescue_table(table: QualifiedName) -> tuple[str, ...]:
    """Commands that keep every row of a table that is about to go."""
    insert = (
        f"INSERT INTO {RESCUED.sql} (object, row_data) "
        f"SELECT {literal(table.sql)}, pg_catalog.to_jsonb(lost.*) FROM {table.sql} AS lost"
    )
    return (RESERVE_SCHEMA, MAKE_RESCUED, _when(f"pg_catalog.to_regclass({literal(table.sql)}) IS NOT NULL", insert))


def rescue_deleted(table: QualifiedName, delete: str, *, alias: str) -> str:
    """The DELETE as a command that keeps each row it removes.

    Args:
        alias: What it calls the table.
    """
    return (
        f"WITH lost AS ({delete} RETURNING {alias}.*)\nINSERT INTO {RESCUED.sql} (object, row_data) "
        f"SELECT {literal(table.sql)}, pg_catalog.to_jsonb(lost.*) FROM lost"
    )


def rescue_rows(table: QualifiedName, condition: str, *, alias: str) -> str:
    """A command that keeps the rows for which a condition holds, and locks them until they are removed.

    Args:
        alias: What the condition calls the table.
    """
    return (
        f"INSERT INTO {RESCUED.sql} (object, row_data) SELECT {literal(table.sql)}, pg_catalog.to_jsonb({alias}.*) "
        f"FROM {table.sql} AS {alias} WHERE {condition} FOR UPDATE"
    )


def rescue_column(table: QualifiedName, key: tuple[Column, ...], column: Column) -> tuple[str, ...]:
    """Commands that keep every value of a column that is about to go, each with its row's key, and none again."""
    kept, found = literal(_path(table, column)), _row("lost", key, column)
    insert = (
        f"INSERT INTO {RESCUED.sql} (object, row_data) SELECT {kept}, {found} "
        f"FROM {table.sql} AS lost WHERE lost.{identifier(column.name)} IS NOT NULL AND NOT EXISTS "
        f"(SELECT FROM {RESCUED.sql} AS kept WHERE kept.object = {kept} AND kept.row_data = {found})"
    )
    exists = (
        f"EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = pg_catalog.to_regclass({literal(table.sql)}) "
        f"AND attname = {literal(column.name)} AND NOT attisdropped)"
    )
    return (RESERVE_SCHEMA, MAKE_RESCUED, _when(exists, insert))


@dataclass(frozen=True, slots=True, kw_only=True)
class RescueTrigger:
    """What keeps values that are written while the others are being kept, until the columns go."""

    name: QualifiedName
    """Of the function."""
    table: QualifiedName
    key: tuple[Column, ...]
    columns: tuple[Column, ...]

    @property
    def trigger(self) -> str:
        """Name of the trigger, as SQL."""
        return last_trigger(self.name)

    def start(self) -> tuple[str, ...]:
        """Statements of a block after which no value that is written is missed."""
        body = "".join(self._insert(column) for column in self.columns)
        return (
            MAKE_RESCUED,
            f"CREATE OR REPLACE FUNCTION {self.name.sql}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
            f"SET search_path = pg_catalog, pg_temp AS {dollar_quoted(f'{_BODY}{body}    RETURN NULL;{_END}')}",
            f"REVOKE ALL ON FUNCTION {self.name.sql}() FROM PUBLIC",
            f"CREATE OR REPLACE TRIGGER {self.trigger} AFTER INSERT OR UPDATE ON {self.table.sql} "
            f"FOR EACH ROW EXECUTE FUNCTION {self.name.sql}()",
        )

    def stop(self) -> tuple[str, ...]:
        """Statements of a block that end it."""
        return (
            f"DROP TRIGGER IF EXISTS {self.trigger} ON {self.table.sql}",
            f"DROP FUNCTION IF EXISTS {self.name.sql}()",
        )

    def _insert(self, column: Column) -> str:
        new, old = _row("NEW", self.key, column), _row("OLD", self.key, column)
        return (
            f"    INSERT INTO {RESCUED.sql} (object, row_data) SELECT {literal(_path(self.table, column))}, {new}\n"
            f"    WHERE NEW.{identifier(column.name)} IS NOT NULL "
            f"AND {new} IS DISTINCT FROM CASE TG_OP WHEN 'UPDATE' THEN {old} END;\n"
        )


_BODY = "\n#variable_conflict use_column\nBEGIN\n"
_END = "\nEND "


def _path(table: QualifiedName, column: Column) -> str:
    return f"{table.sql}.{identifier(column.name)}"


def _row(of: str, key: tuple[Column, ...], column: Column) -> str:
    fields = ", ".join(f"{literal(c.name).strip()}, {of}.{identifier(c.name)}" for c in (*key, column))
    return f"pg_catalog.jsonb_build_object({fields})"


def _when(condition: str, command: str) -> str:
    return "DO " + dollar_quoted(f"\nBEGIN\n    IF {condition} THEN\n        {command};\n    END IF;\nEND ")
