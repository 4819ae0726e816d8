"""Which statistics of a target belong where in a database that holds its schema, before or after a change."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from server.model.names import QualifiedName
from server.model.statistics import ColumnStatistics, ExtendedStatistics, PlannerStatistics, RelationSize
from server.postgres.places import ColumnPlace, Places, RelationPlace
from server.postgres.sparse_files import PAGE_BYTES, tree_height

_ROW_BYTES, _ENTRY_BYTES = 28, 8
"""What a row and an index's entry have beside their values; the line pointer of a row is counted in."""
_LINE_POINTER_BYTES, _PAGE_OVERHEAD = 4, 40
_UNKNOWN_BYTES = 32
"""Width of a value nothing is known of: get_typavgwidth in lsyscache.c."""
_FILL = 0.9
"""Of the leaves of a B-tree that was just built: BTREE_DEFAULT_FILLFACTOR."""
_SUMMARY_PAGES = 3
"""Of a BRIN index, however large the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRelation:
    """What is told of a relation's size; pages of 8 kB."""

    place: RelationPlace
    pages: int
    rows: float
    all_visible_pages: int
    file_pages: int
    height: int
    """Levels of a B-tree above its leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedColumn:
    """Statistics, and the column they are put down for."""

    relation: RelationPlace
    column: ColumnPlace
    statistics: ColumnStatistics


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedExtended:
    """Extended statistics, and where they are put down."""

    oid: int
    numbers: Mapping[str, int]
    """Of the table's columns, by the names the statistics call them."""
    statistics: ExtendedStatistics


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """All that is known, and where it goes."""

    relations: tuple[PlacedRelation, ...]
    columns: tuple[PlacedColumn, ...]
    extended: tuple[PlacedExtended, ...]


def place(statistics: PlannerStatistics, *, before: Places, now: Places) -> Placed:
    """Follow each table, index and column by its number, through new names and types.

    Args:
        statistics: Of the target.
        before: Of its schema.
        now: Of a copy of the same database, after a change; the same as ``before`` when there is none.
    """
    columns = tuple(_columns(statistics, before, now))
    widths = {
        (each.relation.oid, each.column.number): each.statistics.avg_width * (1 - each.statistics.null_frac)
        for each in columns
    }
    sizes = _Sizes(before=before, now=now, widths=widths)
    kept = {each.place.oid: each for size in statistics.relations if (each := sizes.kept(size))}
    added = tuple(
        sizes.added(relation, kept[relation.table])
        for oid, relation in now.relations.items()
        if oid not in kept and relation.file and relation.table in kept
    )
    return Placed(
        relations=(*kept.values(), *added), columns=columns, extended=tuple(_extended(statistics, before, now))
    )


def _counterpart(name: QualifiedName, before: Places, now: Places) -> RelationPlace | None:
    oid = before.names.get(name)
    if oid is None or oid in now.relations:
        return now.relations.get(oid or 0)
    # Another type of a column makes its indexes anew, under their names.
    again = now.relations.get(now.names.get(name, 0))
    return again if again is not None and again.table else None


def _column_of(relation: RelationPlace, column: str | int) -> ColumnPlace | None:
    return next((each for each in relation.columns if column in (each.number, each.name)), None)


def _columns(statistics: PlannerStatistics, before: Places, now: Places) -> Iterator[PlacedColumn]:
    for found in statistics.columns:
        relation = _counterpart(found.relation, before, now)
        first = before.relations.get(before.names.get(found.relation, 0))
        if relation is None or first is None:
            continue
        known = _column_of(first, found.column)
        column = _column_of(relation, known.number) if known else None
        if column is not None:
            yield PlacedColumn(relation=relation, column=column, statistics=found)


def _extended(statistics: PlannerStatistics, before: Places, now: Places) -> Iterator[PlacedExtended]:
    present = {each.oid for each in now.extended.values()}
    for found in statistics.extended:
        known = before.extended.get(found.statistics)
        if known is None or known.oid not in present:
            continue
        numbers = {each.name: each.number for each in before.relations[known.table].columns}
        lists = [*(each.columns for each in found.distinct), *(each.columns for each in found.dependencies)]
        named = {name for columns in lists for name in columns}
        # The schema was read a moment before, when the statistics may have been of other columns.
        if all(isinstance(name, int) or name in numbers for name in named):
            yield PlacedExtended(oid=known.oid, numbers=numbers, statistics=found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sizes:
    before: Places
    now: Places
    widths: Mapping[tuple[int, int], float]
    """Of the columns whose statistics are known, in bytes a row."""

    def kept(self, size: RelationSize) -> PlacedRelation | None:
        """A relation of the target; one that was rewritten is as much wider as its rows."""
        relation = _counterpart(size.relation, self.before, self.now)
        if relation is None:
            return None
        placed = PlacedRelation(
            place=relation,
            pages=size.pages,
            rows=size.rows,
            all_visible_pages=size.all_visible_pages,
            file_pages=size.file_pages,
            height=self._height(relation, size.file_pages),
        )
        first = self.before.relations[self.before.names[size.relation]]
        if relation.file_number == first.file_number:
            return placed
        ratio = self._row_bytes(relation, first) / self._row_bytes(first, first)
        pages, file_pages = math.ceil(size.pages * ratio), math.ceil(size.file_pages * ratio)
        height = self._height(relation, file_pages)
        return replace(placed, pages=pages, file_pages=file_pages, all_visible_pages=0, height=height)

    def added(self, index: RelationPlace, table: PlacedRelation) -> PlacedRelation:
        """An index that was not there, as it is when it was just built; a partial one as if it held every row."""
        rows = max(table.rows, 0.0)
        entries = int((PAGE_BYTES - _PAGE_OVERHEAD) * _FILL // (self._row_bytes(index, index) + _LINE_POINTER_BYTES))
        pages = _SUMMARY_PAGES if index.method == "brin" else math.ceil(rows / max(entries, 1)) + 1
        height = self._height(index, pages)
        return PlacedRelation(place=index, pages=pages, rows=rows, all_visible_pages=0, file_pages=pages, height=height)

    def _height(self, relation: RelationPlace, pages: int) -> int:
        if relation.method != "btree":
            return 0
        return tree_height(pages, self._row_bytes(relation, relation))

    def _row_bytes(self, relation: RelationPlace, first: RelationPlace) -> int:
        total = sum(self._width(relation, column, first) for column in relation.columns)
        if relation.table:
            return _ENTRY_BYTES + 8 * math.ceil(total / 8)
        return _ROW_BYTES + math.ceil(total)

    def _width(self, relation: RelationPlace, column: ColumnPlace, first: RelationPlace) -> float:
        owner, number = (relation.table, column.of) if column.of else (first.oid, column.number)
        same = _column_of(first, column.number)
        known = self.widths.get((owner, number), _UNKNOWN_BYTES)
        if same is None or same.type == column.type:
            return known if (owner, number) in self.widths or column.fixed_bytes < 0 else column.fixed_bytes
        return column.fixed_bytes if column.fixed_bytes > 0 else known
