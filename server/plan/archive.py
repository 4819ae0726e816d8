"""Keeping the values of a column that goes, up to the moment it goes, and bringing them back."""

from dataclasses import replace

from server.model.catalog import Column, Table
from server.model.names import QualifiedName, dollar_quoted, identifier, identifiers
from server.plan.backfill import keyed_archive
from server.plan.batches import Batches, key_range
from server.plan.context import Context
from server.plan.ddl import RELEASE_SCHEMA, RESERVE_SCHEMA, column_is, if_exists, relation_is


class ColumnArchive:
    """Commands around one archive; ``exists`` is False for a table without a key."""

    def __init__(
        self, context: Context, table: Table, name: QualifiedName, column: Column, *, kept_as: str, needed: str = ""
    ) -> None:
        """An archive of one column.

        Args:
            kept_as: Part of the archive's name.
            needed: A query that finds a row while there is something to keep; empty: while the column is there.
        """
        self._policy = context.policy
        self._portions = context.portions(table)
        self._table = name
        self._column = column
        self._needed = needed or column_is(name, column.name)
        self._key = context.lasting_key(table)
        # nothing may hold on to a type that goes too
        self._type = "text" if context.drops_type_of(column) else column.type
        self.name = context.helper(table.name, kept_as)
        self.copying = context.helper(table.name, kept_as, "copy")
        self._restoring = context.helper(table.name, kept_as, "restore")
        self._filling = context.helper(table.name, kept_as, "default")
        self.trigger = context.scratch(table.name.name, kept_as, "archive")
        self.exists = bool(self._key) and column.key not in {c.key for c in self._key}

    def open(self) -> tuple[str, ...]:
        """Makes the archive and the trigger that keeps it in step with writes; one transaction."""
        keys, value = identifiers([c.name for c in self._key]), identifier(self._column.name)
        new = ", ".join(f"NEW.{identifier(c.name)}" for c in (*self._key, self._column))
        body = (
            f"\nBEGIN\n    INSERT INTO {self.name.sql} ({keys}, {value}) VALUES ({new})\n"
            f"    ON CONFLICT ({keys}) DO UPDATE SET {value} = EXCLUDED.{value};\n    RETURN NULL;\nEND "
        )
        return (
            RESERVE_SCHEMA,
            keyed_archive(self.name, self._key, replace(self._column, type=self._type)),
            # once the column is gone, a trigger that reads it would refuse every write
            if_exists(
                self._needed,
                f"CREATE OR REPLACE FUNCTION {self.name.sql}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
                f"SET search_path = pg_catalog, pg_temp AS {dollar_quoted(body)}",
                f"REVOKE ALL ON FUNCTION {self.name.sql}() FROM PUBLIC",
                f"CREATE OR REPLACE TRIGGER {identifier(self.trigger)} AFTER INSERT OR UPDATE ON {self._table.sql} "
                f"FOR EACH ROW EXECUTE FUNCTION {self.name.sql}()",
            ),
        )

    def copy(self, *, opposite: tuple[QualifiedName, ...] = ()) -> tuple[str, ...]:
        """Copies every row's value in batches; values the trigger brought are newer and stay.

        Args:
            opposite: Batches of the way back besides those made here.
        """
        keys, value = identifiers([c.name for c in self._key]), identifier(self._column.name)
        insert = (
            f"INSERT INTO {self.name.sql} ({keys}, {value}) SELECT {keys}, {value} FROM {self._table.sql} "
            f"WHERE {key_range(self._key)} ON CONFLICT ({keys}) DO NOTHING"
        )
        return Batches(
            name=self.copying,
            table=self._table,
            key=self._key,
            work=(insert,),
            policy=self._policy,
            portions=0,
            opposite=(self._restoring, self._filling, *opposite),
            needed=self._needed,
        ).commands()

    def stop(self) -> tuple[str, ...]:
        """Ends the trigger."""
        return (
            f"DROP TRIGGER IF EXISTS {identifier(self.trigger)} ON {self._table.sql}",
            f"DROP FUNCTION IF EXISTS {self.name.sql}()",
        )

    def value(self, alias: str) -> str:
        """What is kept of a row, as a value of the column's type."""
        cast = "" if self._type == self._column.type else f"::{self._column.type}"
        return f"{alias}.{identifier(self._column.name)}{cast}"

    def restore(self) -> tuple[str, ...]:
        """Brings the values back in batches."""
        value = identifier(self._column.name)
        same = " AND ".join(f"t.{identifier(c.name)} = kept.{identifier(c.name)}" for c in self._key)
        update = (
            f"UPDATE {self._table.sql} AS t SET {value} = {self.value('kept')} FROM {self.name.sql} AS kept "
            f"WHERE {same} AND {key_range(self._key, 't')} AND t.{value}::text IS DISTINCT FROM kept.{value}::text"
        )
        return self._written(self._restoring, update)

    def fill_missing(self, expression: str) -> tuple[str, ...]:
        """Gives rows that came after the archive was made the column's default, in batches."""
        value = identifier(self._column.name)
        same = " AND ".join(f"t.{identifier(c.name)} = kept.{identifier(c.name)}" for c in self._key)
        update = (
            f"UPDATE {self._table.sql} AS t SET {value} = {expression} WHERE {key_range(self._key, 't')} "
            f"AND t.{value} IS NULL AND NOT EXISTS (SELECT FROM {self.name.sql} AS kept WHERE {same})"
        )
        return self._written(self._filling, update)

    def _written(self, name: QualifiedName, update: str) -> tuple[str, ...]:
        identity = f"{column_is(self._table, self._column.name)} AND attidentity <> ''"
        return Batches(
            name=name,
            table=self._table,
            key=self._key,
            work=(update,),
            policy=self._policy,
            portions=self._portions,
            opposite=(self.copying,),
            # run again after the archive was discarded or the column counts again, all is back already
            needed=f"{relation_is(self.name)} AND NOT EXISTS ({identity})",
        ).commands()

    def discard(self) -> tuple[str, ...]:
        """Removes archive and trigger."""
        return (*self.stop(), f"DROP TABLE IF EXISTS {self.name.sql}", RELEASE_SCHEMA)
