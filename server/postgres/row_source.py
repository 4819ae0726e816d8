"""The query that makes the rows of one table, built from its facts."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.model.catalog import Column
from server.model.names import identifier, identifiers
from server.postgres.row_candidates import candidates
from server.postgres.row_edges import edges_of
from server.postgres.row_expressions import MANY, Values, cast, mixed, values_of
from server.postgres.row_facts import Condition, Facts, Reference, Unique

ROW = "migration_planner_row"
_UNIQUE = "migration_planner_unique"
_PART = "migration_planner_part"
_SPREAD = 997
"""Different numbers an ordinary column takes, so that values repeat as they do in life."""
_SAMPLES = 6
_PARTS = 1000
"""In which a fraction of rows is told."""
_WIDE = frozenset({"text", "varchar", "citext"})
_NARROW = 20
_WIDEST = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The values a column is given."""

    column: int
    parts: tuple[Values, ...]
    own: Values
    """Those of the type itself, whatever conditions say."""
    conditions: tuple[Condition, ...]
    """Conditions that mention this column and no other."""

    @property
    def values(self) -> Values:
        """All parts in turn, the type's own more often than the others."""
        more = [self.own] * 2 if self.own in self.parts and len(self.parts) > 1 else []
        return mixed([*self.parts, *more])


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """Where a reference finds its values."""

    reference: Reference
    sql: str
    """The referenced table, with ONLY when its children's rows do not count."""
    names: tuple[str, ...]
    """The referenced columns."""
    count: int
    """Rows that can be referenced; 0 leaves the columns null."""


def choices_of(facts: Facts) -> dict[int, Choice]:
    """The values of each column that we have any for, before any is tried."""
    found: dict[int, Choice] = {}
    for column in facts.columns:
        shape = facts.shapes[column.number]
        target = facts.castable.get(column.number)
        own = values_of(target or shape, column.name)
        if own is None:
            continue
        own = cast(own, shape.type) if target else own
        about = [each for each in facts.conditions if column.name in each.columns]
        suggested = candidates(shape, [each.expression for each in about])
        alone = tuple(each for each in about if len(each.columns) == 1)
        found[column.number] = Choice(column=column.number, parts=(*suggested, own), own=own, conditions=alone)
    return found


def trial(facts: Facts, choice: Choice) -> str:
    """A query that tells for each part of a choice whether all, and whether any, of its values are accepted."""
    arms = " ".join(f"WHEN {j} THEN {part.at('k.k')}" for j, part in enumerate(choice.parts))
    accepted = " AND ".join(f"({each.expression}) IS NOT FALSE" for each in choice.conditions)
    return (
        f"SELECT {choice.column}, {_PART}, bool_and(ok), bool_or(ok) FROM (SELECT {_PART}, {accepted} AS ok FROM ("
        f"SELECT {_PART}, CASE {_PART} {arms} END AS {identifier(facts.column(choice.column).name)}"
        f" FROM generate_series(0, {len(choice.parts) - 1}) AS p({_PART}), generate_series(1::bigint, {_SAMPLES})"
        f" AS k(k)) AS tried) AS judged GROUP BY {_PART}"
    )


class Source:
    """Builds the query for one table; ``columns`` are those it gives, in order."""

    def __init__(
        self, *, facts: Facts, choices: Mapping[int, Choice], parents: list[Parent], rows: int, edges: bool
    ) -> None:
        """Nothing runs.

        Args:
            facts: Of the table.
            choices: Values by column.
            parents: Where its references find theirs.
            rows: Most rows it gets.
            edges: Whether the first rows hold values at the edges of their types.
        """
        self._edges = edges
        self._facts = facts
        self._choices = choices
        self._parents = [each for each in parents if each.count]
        self._rows = rows
        self._numbers: dict[str, str] = {}
        self._joins: list[str] = []
        self._expressions: dict[int, str] = {}
        self._in_conditions = frozenset(
            name for each in facts.conditions if len(each.columns) > 1 for name in each.columns
        )
        self._sequenced = {column.number for column in facts.columns if facts.left_to_default(column)}
        self._duplicates: list[tuple[int, ...]] = []
        for unique in sorted(facts.uniques, key=lambda each: len(each.columns)):
            self._make_distinct(unique)
        self._join_parents()
        self._fill_columns()
        given = [column for column in facts.columns if column.number in self._expressions]
        self.columns = identifiers([column.name for column in given])

    @property
    def selective(self) -> bool:
        """Whether some candidates may be left out."""
        return bool(self._facts.conditions or self._duplicates)

    def candidates(self, count: int) -> str:
        """All made-up rows, satisfying or not."""
        numbers = ", ".join(["s.i", *(f"{sql} AS {name}" for name, sql in sorted(self._numbers.items()))])
        values = [f"n.i AS {ROW}"]
        for column in self._facts.columns:
            if not column.generated:
                sql = self._expressions.get(column.number, f"NULL::{column.type}")
                values.append(f"{sql} AS {identifier(column.name)}")
        rows = (
            f"SELECT {', '.join(values)} FROM (SELECT {numbers} FROM generate_series(1::bigint, {count}) AS s(i)) AS n"
            f"{''.join(self._joins)}"
        )
        generated = [f", ({c.default}) AS {identifier(c.name)}" for c in self._facts.columns if c.generated]
        return f"SELECT made.*{''.join(generated)} FROM ({rows}) AS made" if generated else rows

    def query(self, count: int) -> str:
        """At most the wanted rows out of so many candidates."""
        marks, distinct = [], []
        for number, columns in enumerate(self._duplicates):
            names = [identifier(self._facts.column(each).name) for each in columns]
            marks.append(f", row_number() OVER (PARTITION BY {', '.join(names)} ORDER BY {ROW}) AS {_UNIQUE}_{number}")
            distinct.append(f"({_UNIQUE}_{number} = 1 OR {' OR '.join(f'{name} IS NULL' for name in names)})")
        where = [f"({each.expression}) IS NOT FALSE" for each in self._facts.conditions]
        kept = f"SELECT made.*{''.join(marks)} FROM ({self.candidates(count)}) AS made{_where(where)}"
        return f"SELECT {self.columns} FROM ({kept}) AS made{_where(distinct)} ORDER BY {ROW} LIMIT {self._rows}"

    def blame(self, count: int) -> str:
        """A query whose only row says for each condition whether any candidate satisfies it."""
        verdicts = ", ".join(f"bool_or(({each.expression}) IS NOT FALSE)" for each in self._facts.conditions)
        return f"SELECT {verdicts} FROM ({self.candidates(count)}) AS made"

    def _make_distinct(self, unique: Unique) -> None:
        """Number the columns so that together they differ from row to row, or remember to drop duplicates."""
        if not unique.columns or self._sequenced.intersection(unique.columns):
            return
        parents = [each for each in self._parents if set(each.reference.columns) <= set(unique.columns)]
        referencing = {number for each in self._parents for number in each.reference.columns}
        free = [n for n in unique.columns if n in self._choices and n not in referencing]
        if not self._numbered_by_row(free):
            self._numbered_by_digits(free, parents)
            self._duplicates.append(unique.columns)
        elif unique.deduplicate or any(len(self._choices[n].parts) > 1 for n in free):
            self._duplicates.append(unique.columns)

    def _numbered_by_row(self, free: list[int]) -> bool:
        """Whether one of the columns is, or could be made, different in every row."""
        if any(self._numbers.get(f"k{number}") == "s.i" for number in free):
            return True
        wide = [n for n in free if self._choices[n].values.size >= MANY and f"k{n}" not in self._numbers]
        if not wide:
            wide = [n for n in free if self._choices[n].parts[-1].size >= self._rows and f"k{n}" not in self._numbers]
        if wide:
            self._numbers[f"k{min(reversed(wide), key=lambda n: len(self._choices[n].parts))}"] = "s.i"
        return bool(wide)

    def _numbered_by_digits(self, free: list[int], parents: list[Parent]) -> None:
        """Count through the combinations; the first digit shifts the others so that all of them vary early."""
        units = [(f"p{self._parents.index(each)}", each.count) for each in parents]
        units += [(f"k{number}", self._choices[number].values.size) for number in free]
        product, first = 1, ""
        for name, size in units:
            digit = f"((s.i - 1) / {product})"
            self._numbers.setdefault(name, f"({digit}{first}) % {size}")
            first = first or f" + (s.i - 1) % {size}"
            product *= size

    def _join_parents(self) -> None:
        for position, parent in enumerate(self._parents):
            reference, alias = parent.reference, f"f{position}"
            fixed = {n: parent.names[j] for j, n in enumerate(reference.columns) if n in self._expressions}
            names = [identifier(name) for name in parent.names]
            partition = ", ".join(identifier(name) for name in fixed.values())
            window = f"PARTITION BY {partition} " if partition else ""
            nullable = any(n not in self._facts.required and n not in fixed for n in reference.columns)
            self._numbers.setdefault(f"p{position}", _hashed(position + 5000, parent.count))
            pick = f"n.p{position}" if not fixed else f"n.p{position} % {alias}.migration_planner_count"
            same = "".join(f" AND {alias}.{identifier(name)} = {self._expressions[n]}" for n, name in fixed.items())
            self._joins.append(
                f" {'LEFT ' if nullable else ''}JOIN (SELECT {', '.join(names)},"
                f" row_number() OVER ({window}ORDER BY {', '.join(names)}) - 1 AS {ROW},"
                f" count(*) OVER ({window.strip()}) AS migration_planner_count FROM {parent.sql}"
                f"{_where([f'{name} IS NOT NULL' for name in names])}) AS {alias} ON {alias}.{ROW} = {pick}{same}"
            )
            for name, n in zip(names, reference.columns, strict=True):
                if n not in fixed:
                    value = f"CAST({alias}.{name} AS {self._facts.shapes[n].type})"
                    self._expressions[n] = self._or_null(self._facts.column(n), value, position + 7000)

    def _fill_columns(self) -> None:
        copies = self._copies()
        null = self._null_at_first()
        for column in self._facts.columns:
            number = column.number
            if number in self._expressions or number in copies or column.generated or number in self._sequenced:
                continue
            choice = self._choices.get(number)
            if number in null or choice is None:
                self._expressions[number] = f"NULL::{column.type}"
                continue
            self._numbers.setdefault(f"k{number}", self._spread(column, choice))
            value = self._widened(column, choice, choice.values.at(f"n.k{number}"))
            self._expressions[number] = self._edged(column, self._or_null(column, value, number + 9000))
        for number, copied in copies.items():
            self._expressions[number] = self._expressions.get(copied, f"NULL::{self._facts.shapes[number].type}")

    def _spread(self, column: Column, choice: Choice) -> str:
        """The number of a row's value: so many different ones as the target has."""
        profile = self._facts.profiles.get(column.number)
        if profile is None:
            return _hashed(column.number, min(_SPREAD, max(choice.values.size, 1)))
        if not profile.distinct:
            return "s.i"
        return _hashed(column.number, min(profile.distinct, max(choice.values.size, 1)))

    def _widened(self, column: Column, choice: Choice, value: str) -> str:
        """A text as wide as those of the target are; what a condition is about stays as it is."""
        profile, shape = self._facts.profiles.get(column.number), self._facts.shapes[column.number]
        if profile is None or choice.conditions or column.name in self._in_conditions or shape.is_array:
            return value
        if shape.base_type not in _WIDE or column.number in self._facts.castable:
            return value
        # The width counts a length word of one byte, or four of a longer value.
        width = min(profile.width - 1, *shape.modifiers[:1], _WIDEST)
        padded = f"rpad({value}, greatest(length({value}), {width}), 'x')"
        return f"CAST({padded} AS {shape.type})" if width > _NARROW else value

    def _edged(self, column: Column, value: str) -> str:
        edges = edges_of(self._facts.shapes[column.number]) if self._edges else ()
        # Each in a row of its own, after an ordinary one: a row that is refused takes no other edge along.
        count, place = len(self._facts.columns), 2 + self._facts.columns.index(column)
        arms = " ".join(f"WHEN {place + count * turn} THEN {edge}" for turn, edge in enumerate(edges))
        return f"CASE n.i {arms} ELSE {value} END" if arms else value

    def _copies(self) -> dict[int, int]:
        """Columns that repeat another column of the same row, because they reference their own row."""
        return {
            mine: other
            for each in self._facts.references
            if each.way == "same row"
            for mine, other in zip(each.columns, each.referenced_columns, strict=True)
            if mine != other
        }

    def _null_at_first(self) -> set[int]:
        present = {each.reference for each in self._parents}
        absent = [each for each in self._facts.references if each.way != "same row" and each not in present]
        filled = {n for each in present for n in each.columns}
        return {n for each in absent for n in each.columns if not self._facts.column(n).not_null and n not in filled}

    def _or_null(self, column: Column, value: str, seed: int) -> str:
        if column.number in self._facts.required:
            return value
        every = 2 if column.name in self._in_conditions else 7
        if profile := self._facts.profiles.get(column.number):
            share = _hashed(seed, _PARTS).replace("s.i", "n.i")
            return f"CASE WHEN {share} < {round(profile.null_fraction * _PARTS)} THEN NULL ELSE {value} END"
        return f"CASE WHEN {_hashed(seed, every).replace('s.i', 'n.i')} = 0 THEN NULL ELSE {value} END"


def _hashed(seed: int, size: int) -> str:
    """A number below size that looks random and is the same on every server."""
    return f"((hashint8extended(s.i, {seed}) & 2147483647) % {size})"


def _where(conditions: list[str]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""
