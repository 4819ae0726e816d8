"""Fills the tables of a shadow with made-up rows that satisfy every constraint."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import psycopg

from server.model.catalog import Catalog, ColumnKey
from server.model.names import QualifiedName, identifier
from server.postgres.row_facts import Facts, Profile, Reference, Requirements
from server.postgres.row_order import arrange, null_at_first
from server.postgres.row_reading import read_facts
from server.postgres.row_source import Choice, Parent, Source, choices_of, trial
from server.postgres.row_ties import count_of, parent_rows, tie
from server.postgres.row_triggers import suspend

__all__ = ["Population", "Profile", "Requirements", "populate"]

_MORE = 40
"""Candidates tried for each wanted row when a few do not satisfy the conditions."""
_LEAST_CANDIDATES = 6_000
_MOST_CANDIDATES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """What the tables were filled with."""

    rows: dict[str, int]
    """Rows made, by qualified table; partitions are counted in their partitioned table."""
    not_populated: tuple[str, ...]
    """``table: reason`` for tables that got no row."""
    assumptions: tuple[str, ...]
    """What the rows take for granted beyond the schema."""


class _NotPopulated(Exception):
    """A table cannot be filled; the text says why."""


async def populate(
    connection: psycopg.AsyncConnection[Any],
    catalog: Catalog,
    *,
    rows: int,
    requirements: Requirements,
    edges: bool = False,
) -> Population:
    """Each ordinary table filled with up to so many rows, the same ones every time.

    Args:
        connection: A session of the tables' owner, which need not be a superuser.
        catalog: The schema as that session sees it.
        rows: Most rows a table gets; fewer where constraints do not admit as many.
        requirements: What the rows must satisfy beyond the schema's own constraints.
        edges: Whether some rows hold values at the edges of their types, such as the smallest and the longest.
    """
    async with connection.transaction():
        checked, unusable = await _usable(connection, catalog, requirements)
        facts = await read_facts(connection, catalog, checked)
        filling = _Filling(connection, catalog, facts, rows, edges=edges)
        stuck: dict[int, str] = {}
        while not await filling.attempt(stuck):
            stuck.update(filling.dangling)
        assumptions = (*_assumed(catalog, checked), *unusable, *filling.assumptions)
    foreign = {table.oid: "is a foreign table" for table in catalog.tables.values() if table.kind == "foreign table"}
    reasons = {catalog.tables[oid].name.sql: reason for oid, reason in {**foreign, **filling.reasons}.items()}
    return Population(
        rows={name: filling.made[name] for name in sorted(filling.made)},
        not_populated=tuple(f"{name}: {reason}" for name, reason in sorted(reasons.items())),
        assumptions=assumptions,
    )


class _Filling:
    """One table after the other, each in a savepoint of its own."""

    def __init__(
        self,
        connection: psycopg.AsyncConnection[Any],
        catalog: Catalog,
        tables: Mapping[int, Facts],
        rows: int,
        *,
        edges: bool,
    ) -> None:
        self._edges = edges
        self._connection = connection
        self._catalog = catalog
        self._tables = tables
        self._rows = rows
        self.made: dict[str, int] = {}
        self.reasons: dict[int, str] = {}
        self.assumptions: list[str] = []
        self.dangling: dict[int, str] = {}

    async def attempt(self, excluded: Mapping[int, str]) -> bool:
        """Fill all tables but the excluded; False when nothing was kept because ``dangling`` must be excluded too."""
        order = arrange({oid: facts for oid, facts in self._tables.items() if oid not in excluded})
        self.made, self.reasons, self.assumptions = {}, {**excluded, **order.stuck}, []
        later = [(facts, each) for facts in order.facts for each in facts.references if each.way == "update"]
        deferred = [(facts, each) for facts, each in later if not null_at_first(facts, each)]
        try:
            async with self._connection.transaction():
                # A constraint trigger must fail here, where we can answer, and not when the transaction ends.
                await self._run("SET CONSTRAINTS ALL IMMEDIATE")
                if deferred:
                    await self._run(f"SET CONSTRAINTS {_constraints(deferred)} DEFERRED")
                for facts in order.facts:
                    await self._fill(facts)
                for facts, reference in later:
                    await self._tie(facts, reference)
                if deferred:
                    await self._run(f"SET CONSTRAINTS {_constraints(deferred)} IMMEDIATE")
                if self.made:
                    await self._run(f"ANALYZE {', '.join(self.made)}")
        except psycopg.Error as error:
            fresh = {facts.table.oid for facts, _ in deferred} - excluded.keys()
            if not fresh:
                raise
            self.dangling = dict.fromkeys(fresh, f"its deferrable foreign keys form a circle: {_message(error)}")
            return False
        return True

    async def _run(self, sql: str) -> psycopg.AsyncCursor[Any]:
        return await self._connection.execute(sql.encode())

    async def _fill(self, facts: Facts) -> None:
        name = facts.table.name.sql
        try:
            try:
                async with self._connection.transaction():
                    self.made[name] = await self._insert(facts)
            except (psycopg.Error, _NotPopulated) as error:
                async with self._connection.transaction(), suspend(self._connection, facts.table) as suspended:
                    if not suspended:
                        raise
                    self.made[name] = await self._insert(facts)
                    self.assumptions.append(f"{name}: its {suspended} while rows were made ({_message(error)})")
        except (psycopg.Error, _NotPopulated) as error:
            self.reasons[facts.table.oid] = _message(error)

    async def _insert(self, facts: Facts) -> int:
        if self._edges:
            try:
                async with self._connection.transaction():
                    return await self._insert_rows(facts, edges=True)
            except (psycopg.Error, _NotPopulated):
                # An expression of the table does not bear them; without, it says itself what is wrong.
                self.assumptions.append(f"{facts.table.name.sql}: no row holds values at the edges of their types")
        return await self._insert_rows(facts, edges=False)

    async def _insert_rows(self, facts: Facts, *, edges: bool) -> int:
        parents = await self._parents(facts)
        choices = await self._tried(facts)
        _demand_values(facts, choices, parents)
        source = Source(facts=facts, choices=choices, parents=parents, rows=self._rows, edges=edges)
        few = self._rows * 2 if source.selective else self._rows
        many = max(few, min(max(self._rows * _MORE, _LEAST_CANDIDATES), _MOST_CANDIDATES))
        for count in (few, many):
            async with self._connection.transaction() as savepoint:
                made = (await self._run(_insertion(facts, source, count))).rowcount
                if made < self._rows and count < many:
                    raise psycopg.Rollback(savepoint)
            if made >= self._rows or count == many:
                break
        if made:
            return made
        raise _NotPopulated(await self._blame(facts, source, many))

    async def _parents(self, facts: Facts) -> list[Parent]:
        parents: list[Parent] = []
        for reference in facts.references:
            if reference.way == "insert":
                parents.append(await self._parent(reference))
        return parents

    async def _parent(self, reference: Reference) -> Parent:
        sql, names = parent_rows(self._catalog, reference)
        row = await (await self._run(count_of(sql, names))).fetchone()
        return Parent(reference=reference, sql=sql, names=names, count=row[0] if row else 0)

    async def _tried(self, facts: Facts) -> dict[int, Choice]:
        """The values of each column, without those its own conditions refuse."""
        choices = choices_of(facts)
        doubtful = [each for each in choices.values() if each.conditions and len(each.parts) > 1]
        if not doubtful:
            return choices
        try:
            async with self._connection.transaction():
                verdicts = await (
                    await self._run(" UNION ALL ".join(trial(facts, each) for each in doubtful))
                ).fetchall()
        except psycopg.Error:
            # The insertion meets the same error, or goes without what caused it.
            return choices
        for choice in doubtful:
            all_good = {part for column, part, every, _ in verdicts if column == choice.column and every}
            any_good = {part for column, part, _, some in verdicts if column == choice.column and some}
            kept = [part for number, part in enumerate(choice.parts) if number in (all_good or any_good)]
            if kept:
                choices[choice.column] = replace(choice, parts=tuple(kept))
        return choices

    async def _blame(self, facts: Facts, source: Source, count: int) -> str:
        if not facts.conditions:
            return "each made-up row was refused, by a unique or exclusion constraint, a trigger or a rule"
        row = await (await self._run(source.blame(count))).fetchone()
        guilty = [each.name for each, any_row in zip(facts.conditions, row or (), strict=True) if not any_row]
        if guilty:
            return f"no made-up row satisfies {', '.join(guilty)}"
        return f"no made-up row satisfies all of {', '.join(each.name for each in facts.conditions)}"

    async def _tie(self, facts: Facts, reference: Reference) -> None:
        if facts.table.name.sql not in self.made:
            return
        sql = tie(facts, reference, *parent_rows(self._catalog, reference))
        try:
            try:
                async with self._connection.transaction():
                    await self._run(sql)
            except psycopg.Error:
                async with self._connection.transaction(), suspend(self._connection, facts.table) as suspended:
                    if not suspended:
                        raise
                    await self._run(sql)
        except psycopg.Error as error:
            self.assumptions.append(
                f"{facts.table.name.sql}: no row uses foreign key {reference.name}: {_message(error)}"
            )


def _demand_values(facts: Facts, choices: Mapping[int, Choice], parents: list[Parent]) -> None:
    """Refuse a table in which a column that needs a value can get none."""
    for parent in parents:
        lacking = [n for n in parent.reference.columns if n in facts.required]
        if not parent.count and len(lacking) == len(parent.reference.columns):
            raise _NotPopulated(f"it must refer to {parent.sql.removeprefix('ONLY ')}, which has no rows")
    referring = {number for each in facts.references for number in each.columns}
    for column in facts.columns:
        given = column.number in choices or column.number in referring or column.generated
        if column.number in facts.required and not given and not facts.left_to_default(column):
            raise _NotPopulated(f"no value of type {column.type} is known for its column {identifier(column.name)}")


def _insertion(facts: Facts, source: Source, count: int) -> str:
    numbered = any(column.identity and not facts.left_to_default(column) for column in facts.columns)
    overriding = " OVERRIDING SYSTEM VALUE" if numbered else ""
    table = facts.table.name.sql
    # A table of sequences alone takes no list of columns.
    columns = f" ({source.columns})" if source.columns else ""
    conflicts = " ON CONFLICT DO NOTHING" if facts.conflicts_pass else ""
    return f"INSERT INTO {table}{columns}{overriding} {source.query(count)}{conflicts}"


def _constraints(deferred: Iterable[tuple[Facts, Reference]]) -> str:
    names = (QualifiedName(schema=facts.table.name.schema, name=each.name).sql for facts, each in deferred)
    return ", ".join(dict.fromkeys(names))


def _message(error: Exception) -> str:
    if isinstance(error, psycopg.Error):
        return error.diag.message_primary or "the connection is lost"
    return str(error)


async def _usable(
    connection: psycopg.AsyncConnection[Any], catalog: Catalog, requirements: Requirements
) -> tuple[Requirements, list[str]]:
    """The requirements without conditions the tables cannot evaluate, such as those over columns yet to come."""
    kept: list[tuple[int, str]] = []
    dropped: list[str] = []
    for oid, expression in requirements.checks:
        if oid not in catalog.tables:
            continue
        table = catalog.tables[oid].name.sql
        try:
            async with connection.transaction():
                await connection.execute(f"SELECT ({expression}) FROM {table} WHERE false".encode())
            kept.append((oid, expression))
        except psycopg.Error as error:
            dropped.append(f"{table}: rows are not made to satisfy {expression} ({_message(error)})")
    return replace(requirements, checks=tuple(kept)), dropped


def _assumed(catalog: Catalog, requirements: Requirements) -> list[str]:
    def named(keys: Iterable[ColumnKey]) -> str:
        known = [key for key in keys if key in catalog.columns]
        columns = ", ".join(identifier(catalog.columns[key].name) for key in known)
        return f"{catalog.tables[known[0][0]].name.sql} ({columns})" if known else ""

    said = [f"{named([key])} holds no null" for key in sorted(requirements.not_null)]
    said += [f"{named(keys)} is unique" for keys in requirements.unique]
    said += [f"every row of {catalog.tables[oid].name.sql} satisfies {sql}" for oid, sql in requirements.checks]
    said += [f"{named(mine)} refers to rows of {named(theirs)}" for mine, theirs in requirements.references]
    said += [f"every value of {named([key])} is a valid {type_sql}" for key, type_sql in requirements.castable]
    return said
