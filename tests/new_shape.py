"""What a new version of an application writes, made up for any case, and what the rollback owes these rows."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from server.model.catalog import Catalog, Column, Table
from server.model.names import column_path
from server.postgres.catalog import read_catalog
from server.postgres.population import populate
from server.postgres.row_facts import Requirements

_MADE = 60
"""Rows made up a table: more than a case holds, so that some have keys that are free."""
_INSERTED = 5
_UPDATED = (0, 3, 6)
"""Which rows of a table are changed, in the order they lie in."""
_DELETED = (1, 2, 4, 5)
"""Which rows are tried to delete, until one may be."""

Row = dict[str, str | None]
"""Every column's value as text."""
Tables = dict[str, list[Row]]
"""Rows by the qualified name of the table they lie in, which is never a partitioned one."""
Connection = psycopg.AsyncConnection[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A table that is there in both shapes."""

    old: Table
    new: Table
    there: tuple[Table, ...]
    """The tables of the new shape in which its rows lie."""
    columns: dict[str, str]
    """Columns there in both, from old to new name."""
    equal: frozenset[str]
    """Old names of those whose type is the same in both."""
    key: tuple[str, ...]
    """Old names of columns that tell rows apart in both; empty when there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Rows in the new shape, made up without any row of the old."""

    old: Catalog
    new: Catalog
    rows: Tables
    not_made: dict[str, str]
    """Why a table got none."""

    def rows_for(self, table: Table) -> list[Row]:
        """Rows to write into a table of the new shape, which are those of its partitions too."""
        return gathered(self.rows, leaves_of(self.new, table))


async def make(connection: Connection, old: Catalog) -> Made:
    """Rows of the new shape, in a database of its own in which the change was run as written.

    Args:
        connection: Of the tables' owner.
        old: What was there before it.
    """
    new = await read_catalog(connection)
    filled = await populate(connection, new, rows=_MADE, requirements=Requirements())
    reasons = dict(line.split(": ", 1) for line in filled.not_populated)
    return Made(old=old, new=new, rows=await rows_of(connection, new), not_made=reasons)


async def rows_of(connection: Connection, catalog: Catalog) -> Tables:
    """The rows of all tables as they lie."""
    found: Tables = {}
    for table in catalog.tables.values():
        if table.kind != "table":
            continue
        names = [column.name for column in catalog.columns_of(table.oid)]
        listed = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name in names)
        query = sql.SQL("SELECT {} FROM {} ORDER BY tableoid, ctid").format(listed, _from(table))
        cursor = await connection.execute(query)
        found[table.name.sql] = [dict(zip(names, row, strict=True)) for row in await cursor.fetchall()]
    return found


async def write(connection: Connection, made: Made) -> dict[str, str]:
    """Insert, update and delete rows in the new shape, each in a transaction of its own.

    Returns:
        Why no made-up row could be inserted, by table.
    """
    refused: dict[str, str] = dict(made.not_made)
    waiting = [table for table in whole_tables(made.new) if made.rows_for(table)]
    while waiting:
        # a row may refer to one of a table further on
        left = []
        for table in waiting:
            reason = await _insert(connection, made, table)
            if reason:
                refused[table.name.sql] = reason
                left.append(table)
            else:
                refused.pop(table.name.sql, None)
        if len(left) == len(waiting):
            break
        waiting = left
    for table in whole_tables(made.new):
        await _update(connection, made, table)
        await _delete(connection, table)
    return refused


def whole_tables(catalog: Catalog) -> list[Table]:
    """Tables that are no partitions and whose rows lie here."""
    return [each for each in catalog.tables.values() if each.partition_of is None and each.kind != "foreign table"]


def leaves_of(catalog: Catalog, table: Table) -> list[Table]:
    """The tables in which the rows of a table lie."""
    if table.kind != "partitioned table":
        return [table]
    return [leaf for each in catalog.partitions_of(table) for leaf in leaves_of(catalog, each)]


def gathered(rows: Tables, tables: Iterable[Table]) -> list[Row]:
    """The rows of all the tables."""
    return [row for table in tables for row in rows.get(table.name.sql, ())]


def _from(table: Table) -> sql.Composable:
    name = sql.Identifier(table.name.schema, table.name.name)
    return name if table.kind == "partitioned table" else sql.SQL("ONLY {}").format(name)


async def _insert(connection: Connection, made: Made, table: Table) -> str:
    columns = [each for each in made.new.columns_of(table.oid) if not each.generated and not is_counted(each)]
    names = sql.SQL(", ").join(sql.Identifier(each.name) for each in columns)
    marks = sql.SQL(", ".join(f"${number}" for number in range(1, len(columns) + 1)))
    target = sql.Identifier(table.name.schema, table.name.name)
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(target, names, marks)
    if not columns:
        statement = sql.SQL("INSERT INTO {} DEFAULT VALUES").format(target)
    count, reason = 0, ""
    for row in reversed(made.rows_for(table)):
        said = await refusal(connection, statement, [row[each.name] for each in columns])
        count, reason = count + (said is None), said or reason
        if count == _INSERTED:
            break
    return "" if count else reason


async def _update(connection: Connection, made: Made, table: Table) -> None:
    """Change some rows: one in all its columns, one in those that are new, one in those that were there before."""
    rules = [each for each in made.new.constraints_of(table.oid) if each.kind == "primary key"]
    keys = {number for each in rules for number in each.columns}
    columns = [
        each
        for each in made.new.columns_of(table.oid)
        if each.number not in keys and not each.generated and not is_counted(each)
    ]
    there = [each for each in columns if made.old.columns.get(each.key) == each]
    fresh = [each for each in columns if each not in there]
    values = made.rows_for(table)[:: max(1, len(made.rows_for(table)) // 10)]
    places = await _places(connection, table)
    for number, chosen in zip(_UPDATED, (columns, fresh, there), strict=True):
        if number >= len(places) or not chosen:
            continue
        for row in values[number:]:
            if await _set(connection, table, places[number], chosen, row) is None:
                break


async def _set(
    connection: Connection, table: Table, place: Sequence[Any], columns: list[Column], row: Row
) -> str | None:
    changes = sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(each.name), sql.SQL(f"${number}"))
        for number, each in enumerate(columns, start=3)
    )
    statement = sql.SQL("UPDATE {} SET {} WHERE tableoid = $1::oid AND ctid = $2::tid").format(_from(table), changes)
    return await refusal(connection, statement, [*place, *(row[each.name] for each in columns)])


async def _delete(connection: Connection, table: Table) -> None:
    places = await _places(connection, table)
    statement = sql.SQL("DELETE FROM {} WHERE tableoid = $1::oid AND ctid = $2::tid").format(_from(table))
    for number in _DELETED:
        if number < len(places) and await refusal(connection, statement, places[number]) is None:
            return


async def _places(connection: Connection, table: Table) -> list[tuple[str, str]]:
    query = sql.SQL("SELECT tableoid::bigint::text, ctid::text FROM {} ORDER BY tableoid, ctid").format(_from(table))
    return await (await connection.execute(query)).fetchall()


async def refusal(connection: Connection, statement: sql.Composable, values: Sequence[Any]) -> str | None:
    """Run a statement, and return what PostgreSQL says when it refuses."""
    try:
        async with connection.transaction():
            # names may hold a percent sign
            await psycopg.AsyncRawCursor(connection).execute(statement, values)
    except psycopg.Error as error:
        return error.diag.message_primary or str(error)
    return None


def is_counted(column: Column) -> bool:
    """Whether a sequence counts it."""
    return bool(column.identity) or "nextval(" in (column.default or "")


def pairs(old: Catalog, new: Catalog, replaced: Collection[str] = ()) -> Iterator[Pair]:
    """The tables there in both shapes: by identity, else by name.

    Args:
        replaced: Tables in whose place the plan puts others of their names.
    """
    for table in whole_tables(old):
        named = new.table_named(table.name) if table.name.sql in replaced else None
        other = named or _other(old, new, table)
        if other is not None:
            there = tuple(leaves_of(new, named)) if named else _there(old, new, table, other)
            yield _pair(old, new, table, other, there)


def _other(old: Catalog, new: Catalog, table: Table) -> Table | None:
    same, named = new.tables.get(table.oid), new.table_named(table.name)
    if named is None or named.oid in old.tables:
        return same
    # what was the table may be a partition of what has its name now
    return named if same is None or same in leaves_of(new, named) else same


def _there(old: Catalog, new: Catalog, table: Table, other: Table) -> tuple[Table, ...]:
    """Where rows of the old table lie in the new shape: a partition that others get or give away is theirs or its."""
    own = leaves_of(old, table)
    others = {leaf.oid for each in whole_tables(old) if each.oid != table.oid for leaf in leaves_of(old, each)}
    left = [new.tables[leaf.oid] for leaf in own if leaf.oid in new.tables]
    found = [leaf for leaf in (*leaves_of(new, other), *left) if leaf.oid not in others]
    return tuple(dict.fromkeys(leaf for leaf in found if leaf.kind == "table"))


def _pair(old: Catalog, new: Catalog, table: Table, other: Table, there: tuple[Table, ...]) -> Pair:
    found: dict[str, Column] = {}
    mine = old.columns_of(table.oid)
    kept = {(other.oid, column.number) for column in mine if table.oid == other.oid}
    for column in mine:
        same = new.columns.get((other.oid, column.number)) if table.oid == other.oid else None
        if same is None:
            named = new.column_named(other.oid, column.name)
            same = named if named is not None and named.key not in kept else None
        if same is not None:
            found[column.name] = same
    equal = frozenset(c.name for c in mine if c.name in found and _means_the_same(old, new, c, found[c.name]))
    key: tuple[str, ...] = ()
    names = {column.number: column for column in mine}
    for rule in old.constraints_of(table.oid):
        chosen = [names[number] for number in rule.columns]
        unique = rule.kind == "primary key" or (rule.kind == "unique" and all(c.not_null for c in chosen))
        if unique and equal.issuperset(c.name for c in chosen) and (not key or rule.kind == "primary key"):
            key = tuple(c.name for c in chosen)
    columns = {name: column.name for name, column in found.items()}
    return Pair(old=table, new=other, there=there, columns=columns, equal=equal, key=key)


def _means_the_same(old: Catalog, new: Catalog, column: Column, other: Column) -> bool:
    """Whether a value is written alike in both; a label that was renamed is not, nor what each computes in its way."""
    enum, now = old.enums.get(column.type_oid), new.enums.get(other.type_oid)
    same = enum is None or (now is not None and enum.labels == now.labels)
    computed = [each.default if each.generated else None for each in (column, other)]
    return column.type == other.type and same and computed[0] == computed[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """The rows at four moments."""

    before: Tables
    """In the old shape."""
    after: Tables
    """In the new shape."""
    written: Tables
    """In the new shape, when the new version has written."""
    back: Tables
    """In the old shape again."""


def faults(
    old: Catalog, new: Catalog, moments: Moments, excepted: Iterable[str], replaced: Collection[str] = ()
) -> list[str]:
    """What the rollback did wrong.

    Args:
        old: The shape before and after all.
        new: The shape between, as the change makes it from the old: what is the same keeps its identity.
        moments: What was seen.
        excepted: Tables and columns of the old shape that nothing is promised of.
        replaced: Tables in whose place the plan puts others of their names.
    """
    found: list[str] = []
    out = set(excepted)
    paired = {pair.old.oid: pair for pair in pairs(old, new, replaced)}
    for table in whole_tables(old):
        name = table.name.sql
        if name in out:
            continue
        names = [c.name for c in old.columns_of(table.oid) if column_path(table.name, c.name) not in out]
        leaves = leaves_of(old, table)
        before, back = gathered(moments.before, leaves), gathered(moments.back, leaves)
        pair = paired.get(table.oid)
        if pair is None:
            lost, extra = _difference(_only(before, names), _only(back, names))
            found += [f"{name}, which the new shape has not, lacks {row}" for row in lost]
            found += [f"{name}, which the new shape has not, has {row} in addition" for row in extra]
        elif pair.key:
            found += _Keyed(old, pair, moments, names).faults()
        else:
            found += _keyless(old, pair, moments, names)
    return found


class _Keyed:
    """Rows of a table that are told apart by a key."""

    def __init__(self, old: Catalog, pair: Pair, moments: Moments, names: list[str]) -> None:
        self._pair = pair
        self._generated = {c.name for c in old.columns_of(pair.old.oid) if c.generated}
        self._names = names
        new_key = [pair.columns[name] for name in pair.key]
        leaves = leaves_of(old, pair.old)
        self._before = _by(gathered(moments.before, leaves), pair.key)
        self._after = _by(gathered(moments.after, pair.there), new_key)
        self._written = _by(gathered(moments.written, pair.there), new_key)
        self._back = _by(gathered(moments.back, leaves), pair.key)

    def faults(self) -> list[str]:
        name, found = self._pair.old.name.sql, []
        keys = {**self._before, **self._after, **self._written, **self._back}
        for key in keys:
            row = dict(zip(self._pair.key, key, strict=True))
            found += [f"{name} {row}: {fault}" for fault in self._faults_of(key)]
        return found

    def _faults_of(self, key: tuple[str | None, ...]) -> Iterator[str]:
        before, after = self._before.get(key), self._after.get(key)
        written, back = self._written.get(key), self._back.get(key)
        untouched = after == written
        if untouched or written is None:
            wanted = before if untouched else None
            if (back is None) is not (wanted is None):
                yield f"{'lost' if back is None else 'is back'}, {self._history(key)}"
            elif back is not None and wanted is not None:
                yield from (
                    f"{each} is {back[each]!r} instead of {wanted[each]!r}, though nobody touched it"
                    for each in self._names
                    if back[each] != wanted[each]
                )
        elif back is None:
            yield f"lost, {self._history(key)}"
        else:
            yield from self._values(before, after, written, back)

    def _values(self, before: Row | None, after: Row | None, written: Row, back: Row) -> Iterator[str]:
        for each in self._names:
            new = self._pair.columns.get(each)
            if new is None:
                if before is not None and back[each] != before[each] and each not in self._generated:
                    yield f"{each}, which the new shape has not, is {back[each]!r} instead of {before[each]!r}"
                continue
            as_before = before is not None and after is not None and written[new] == after[new]
            if as_before and before is not None and back[each] == before[each]:
                continue
            if each in self._pair.equal and back[each] != written[new]:
                yield f"{each} is {back[each]!r}, though {written[new]!r} was written"
            if each not in self._pair.equal and (back[each] is None) is not (written[new] is None):
                yield f"{each} is {back[each]!r}, though {written[new]!r} was written in another type"

    def _history(self, key: tuple[str | None, ...]) -> str:
        states = {"before": self._before, "after": self._after, "written": self._written, "back": self._back}
        return "; ".join(f"{name}: {rows.get(key)}" for name, rows in states.items())


def _keyless(old: Catalog, pair: Pair, moments: Moments, names: list[str]) -> list[str]:
    """Rows nothing tells apart: those of the new shape in what both shapes have, and those nobody touched."""
    name, shared = pair.old.name.sql, [each for each in names if each in pair.equal]
    other = [pair.columns[each] for each in shared]
    leaves = leaves_of(old, pair.old)
    before, back = gathered(moments.before, leaves), gathered(moments.back, leaves)
    after, written = gathered(moments.after, pair.there), gathered(moments.written, pair.there)
    if _only(before, shared) != _only(after, other):
        return []
    lost, extra = _difference(_only(written, other), _only(back, shared))
    return [
        *(f"{name} lacks {dict(zip(shared, row, strict=True))}" for row in lost),
        *(f"{name} has {dict(zip(shared, row, strict=True))} in addition" for row in extra),
    ]


def _by(rows: list[Row], key: Sequence[str]) -> dict[tuple[str | None, ...], Row]:
    return {tuple(row[name] for name in key): row for row in rows}


def _only(rows: list[Row], names: Sequence[str]) -> Counter[tuple[str | None, ...]]:
    return Counter(tuple(row[name] for name in names) for row in rows)


def _difference(
    wanted: Counter[tuple[str | None, ...]], found: Counter[tuple[str | None, ...]]
) -> tuple[list[Any], list[Any]]:
    return list((wanted - found).elements()), list((found - wanted).elements())
