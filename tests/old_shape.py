"""What an old version of an application writes while a plan is carried out, made up for any case.

Rows are told by their values, never by where they lie: the same writes are done in two databases.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

from server.model.catalog import Catalog, Column, Constraint, Table
from server.postgres.catalog import read_catalog
from server.postgres.population import populate
from server.postgres.row_facts import Requirements
from tests.new_shape import Connection, Row, Tables, gathered, is_counted, leaves_of, refusal, rows_of, whole_tables

_MADE = 60
"""Rows made up a table: more than a case holds, so that some have keys that are free."""
_INSERTED = 3
"""Rows of a table inserted between two phases."""
_TRIED = 4
"""Made-up rows tried for one write, until one may be."""
_DELETED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One statement, in a transaction of its own."""

    statement: sql.Composable
    values: tuple[str | None, ...]

    async def refusal(self, connection: Connection) -> str | None:
        """Do it, and return what PostgreSQL says when it refuses."""
        return await refusal(connection, self.statement, self.values)


async def writes_for(empty: Connection, filled: Connection, change: str) -> tuple[list[Write], list[Write]]:
    """Inserts, updates and deletes that the old shape takes and the change after them, for two moments, in order.

    Args:
        empty: Of a database with the old shape; rows are made up in it.
        filled: Of one with the rows of the case too; it is left as it was, but that sequences have counted.
        change: As written. Where it cannot be run within a transaction, nobody knows which writes it takes.
    """
    old = await read_catalog(empty)
    await populate(empty, old, rows=_MADE, requirements=Requirements())
    candidates = _Candidates(old, await rows_of(filled, old), await rows_of(empty, old))
    chosen: tuple[list[Write], list[Write]] = ([], [])
    async with filled.transaction(force_rollback=True):
        judge = change if await _takes(filled, change) else ""
        for moment, writes in enumerate(chosen):
            for choices in candidates.of(moment):
                for write in choices:
                    if await _done(filled, write, judge):
                        writes.append(write)
                        break
    return chosen


async def _done(connection: Connection, write: Write, change: str) -> bool:
    """Do a write, unless it or the change after it is refused."""
    done = False
    async with connection.transaction() as savepoint:
        done = await write.refusal(connection) is None and await _takes(connection, change)
        if not done:
            raise psycopg.Rollback(savepoint)
    return done


async def _takes(connection: Connection, change: str) -> bool:
    """Whether the change can be carried out at this moment; it is not."""
    try:
        async with connection.transaction(force_rollback=True):
            await connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
            await connection.execute(change.encode())
    except psycopg.Error:
        return False
    return True


class _Candidates:
    """Writes to choose from: of each list the first that is taken."""

    def __init__(self, old: Catalog, there: Tables, made: Tables) -> None:
        self._old = old
        self._there = there
        self._made = made

    def of(self, moment: int) -> Iterator[list[Write]]:
        """Those of the moment 0 or 1, which are others."""
        tables = whole_tables(self._old)
        for number in range(_INSERTED):
            # a row may refer to one of a table further on
            for table in tables:
                yield list(self._inserts(table, moment * _INSERTED + number))
        for table in tables:
            yield from self._updates(table, moment)
        for table in tables:
            rows = self._rows(table, self._there)
            yield from ([self._delete(table, row)] for row in rows[2 + moment :: 3][:_DELETED])

    def _rows(self, table: Table, rows: Tables) -> list[Row]:
        return gathered(rows, leaves_of(self._old, table))

    def _inserts(self, table: Table, number: int) -> Iterator[Write]:
        columns = [each for each in self._old.columns_of(table.oid) if not each.generated and not is_counted(each)]
        made, there = self._rows(table, self._made)[number :: 2 * _INSERTED], self._rows(table, self._there)
        referring = self._referring(table)
        needed = [each for each in columns if self._is_needed(table, each)]
        for row in made[:_TRIED]:
            if number % 3 == 1:
                yield self._insert(table, needed, row)
            yield self._insert(table, columns, row)
            for other in there[:_TRIED]:
                # what it refers to is there
                yield self._insert(table, columns, {**row, **{name: other[name] for name in referring}})
            yield self._insert(table, columns, {**row, **dict.fromkeys(referring)})

    def _updates(self, table: Table, moment: int) -> Iterator[list[Write]]:
        key = self._key(table)
        columns = [each for each in self._old.columns_of(table.oid) if not each.generated and not is_counted(each)]
        plain = [each for each in columns if each.number not in key]
        there, made = self._rows(table, self._there), self._rows(table, self._made)
        groups = [plain, *([each] for each in plain)]
        for number, group in enumerate(groups):
            for row in there[(number + moment) % max(1, len(there)) :][:1]:
                yield [self._update(table, row, group, value) for value in made[number::7][:_TRIED]]
        for number, each in enumerate(plain):
            for row in there[(number + moment + 1) % max(1, len(there)) :][:1]:
                yield [self._update(table, row, [each], {each.name: None})]
        for rule in self._references(table):
            group = [each for each in columns if each.number in rule.columns]
            for row in there[moment * 2 :][:2]:
                yield [self._update(table, row, group, value) for value in self._referred(rule, columns)]
        moved = [each for each in columns if each.number in key]
        for row in there[4 + moment :][:1] if moved else []:
            yield [self._update(table, row, moved, value) for value in made[moment::9][:_TRIED]]

    def _referred(self, rule: Constraint, columns: Sequence[Column]) -> list[Row]:
        """Values of the referring columns: every row it may refer to, the last first."""
        names = {column.number: column.name for column in columns}
        other = self._old.tables[rule.referenced_table_oid]
        others = {column.number: column.name for column in self._old.columns_of(other.oid)}
        pairs = [(names[one], others[two]) for one, two in zip(rule.columns, rule.referenced_columns, strict=True)]
        return [{one: row[two] for one, two in pairs} for row in reversed(self._rows(other, self._there))]

    def _references(self, table: Table) -> list[Constraint]:
        return [each for each in self._old.constraints_of(table.oid) if each.kind == "foreign key"]

    def _referring(self, table: Table) -> list[str]:
        numbers = {number for rule in self._references(table) for number in rule.columns}
        return [each.name for each in self._old.columns_of(table.oid) if each.number in numbers - self._key(table)]

    def _is_needed(self, table: Table, column: Column) -> bool:
        """Whether a row inserted without it is refused, or differs from one inserted a moment later."""
        if column.default is not None and column.number not in self._key(table):
            return column.default_volatility != "constant"
        return column.not_null

    def _key(self, table: Table) -> set[int]:
        rules = [each for each in self._old.constraints_of(table.oid) if each.kind == "primary key"]
        return {number for each in rules for number in each.columns}

    def _insert(self, table: Table, columns: Sequence[Column], row: Row) -> Write:
        names = sql.SQL(", ").join(sql.Identifier(each.name) for each in columns)
        marks = sql.SQL(", ".join(f"${number}" for number in range(1, len(columns) + 1)))
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(_named(table), names, marks)
        if not columns:
            statement = sql.SQL("INSERT INTO {} DEFAULT VALUES").format(_named(table))
        return Write(statement=statement, values=tuple(row[each.name] for each in columns))

    def _update(self, table: Table, place: Row, columns: Sequence[Column], row: Row) -> Write:
        condition, values = self._is(table, place)
        changes = sql.SQL(", ").join(
            sql.SQL("{} = {}").format(sql.Identifier(each.name), sql.SQL(f"${number}"))
            for number, each in enumerate(columns, start=len(values) + 1)
        )
        statement = sql.SQL("UPDATE {} SET {} WHERE {}").format(_named(table), changes, condition)
        return Write(statement=statement, values=(*values, *(row[each.name] for each in columns)))

    def _delete(self, table: Table, place: Row) -> Write:
        condition, values = self._is(table, place)
        return Write(statement=sql.SQL("DELETE FROM {} WHERE {}").format(_named(table), condition), values=values)

    def _is(self, table: Table, place: Row) -> tuple[sql.Composable, tuple[str | None, ...]]:
        """The condition that a row has that key, or is all like this where the table has none."""
        key = self._key(table)
        columns = [each for each in self._old.columns_of(table.oid) if each.number in key or not key]
        condition = sql.SQL(" AND ").join(
            sql.SQL("{}::text IS NOT DISTINCT FROM {}::text").format(sql.Identifier(each.name), sql.SQL(f"${number}"))
            for number, each in enumerate(columns, start=1)
        )
        return condition, tuple(place[each.name] for each in columns)


def _named(table: Table) -> sql.Identifier:
    return sql.Identifier(table.name.schema, table.name.name)
