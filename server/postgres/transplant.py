"""Statistics of one database into the catalogs of another that holds the same schema, on every supported major alike.

``pg_restore_attribute_stats`` of PostgreSQL 18 would evaluate the CHECK of a domain as superuser; the catalogs are
written here instead, with values read as the type below the domain.
"""

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import psycopg

from server.model.names import column_path
from server.model.statistics import ColumnStatistics
from server.postgres.placing import PlacedColumn, PlacedExtended, PlacedRelation
from server.postgres.roles import Session
from server.postgres.statistics import PRINTED_ALIKE
from server.postgres.value_types import ValueType, value_types

_SLOTS = 5
"""STATISTIC_NUM_SLOTS: https://www.postgresql.org/docs/18/catalog-pg-statistic.html"""

# OIDs that PostgreSQL's own ANALYZE puts down by number (pg_operator.dat, pg_type.dat, pg_collation.dat).
_FLOAT8, _TSVECTOR = 701, 3614
_TEXT_EQUAL, _FLOAT8_LESS = 98, 672
_DEFAULT_COLLATION = 100

_NO_VALUES = (psycopg.DataError, psycopg.ProgrammingError, psycopg.NotSupportedError)
"""What input functions raise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slot:
    kind: int
    op: int
    collation: int
    numbers: Sequence[float] | None
    values: str | None
    type: int


def _columns(template: str) -> str:
    return ", ".join(template.format(n=number) for number in range(1, _SLOTS + 1))


_RECORD = _columns("k{n} int2, o{n} oid, c{n} oid, n{n} real[], v{n} text, t{n} oid")
_INSERT = f"""
    INSERT INTO pg_statistic (starelid, staattnum, stainherit, stanullfrac, stawidth, stadistinct,
      {_columns("stakind{n}")}, {_columns("staop{n}")}, {_columns("stacoll{n}")},
      {_columns("stanumbers{n}")}, {_columns("stavalues{n}")})
    SELECT r.rel, r.num, r.inh, r.nulls, r.width, r.distinct_values,
      {_columns("r.k{n}")}, {_columns("r.o{n}")}, {_columns("r.c{n}")},
      {_columns("r.n{n}")}, {_columns("array_in(textout(r.v{n}), r.t{n}, -1)")}
    FROM json_to_recordset(%s::json)
      AS r (rel oid, num int2, inh bool, nulls real, width int4, distinct_values real, {_RECORD})
"""
_CLEAR = "DELETE FROM pg_statistic WHERE starelid = ANY (%s::oid[])"
_SIZES = """
    UPDATE pg_class c SET relpages = s.pages, reltuples = s.rows, relallvisible = s.visible
    FROM json_to_recordset(%s::json) AS s (oid oid, pages int4, rows real, visible int4)
    WHERE c.oid = s.oid
"""
# The input functions of these types refuse everything up to 18; a value of them is bytes all the same.
_AS_BYTES = (
    "CREATE FUNCTION pg_temp.as_distinct(cstring) RETURNS pg_ndistinct LANGUAGE internal STRICT AS 'byteain'",
    "CREATE FUNCTION pg_temp.as_dependencies(cstring) RETURNS pg_dependencies LANGUAGE internal STRICT AS 'byteain'",
)
_CLEAR_EXTENDED = "DELETE FROM pg_statistic_ext_data WHERE stxoid = ANY (%s::oid[])"
_INSERT_EXTENDED = """
    INSERT INTO pg_statistic_ext_data (stxoid, stxdinherit, stxdndistinct, stxddependencies)
    SELECT r.oid, r.inherited, pg_temp.as_distinct(textout(r.distincts)),
      pg_temp.as_dependencies(textout(r.dependencies))
    FROM json_to_recordset(%s::json) AS r (oid oid, inherited bool, distincts text, dependencies text)
"""


async def transplant(
    admin: Session,
    *,
    relations: Sequence[PlacedRelation],
    columns: Sequence[PlacedColumn],
    extended: Sequence[PlacedExtended],
) -> tuple[str, ...]:
    """Write statistics into the catalogs; what could not be carried, a phrase each.

    Args:
        admin: Autocommit session of the superuser in a database for nothing but EXPLAIN, from ``connect_admin``.
        relations: Whose sizes are known.
        columns: Of tables and indexes.
        extended: Of CREATE STATISTICS.

    Raises:
        psycopg.Error: A catalog cannot be written.
    """
    types = await value_types(admin, {column.column.type for column in columns})
    async with admin.transaction():
        await admin.execute("SET TRANSACTION READ WRITE")
        await admin.execute("SELECT set_config('allow_system_table_mods', 'on', true)")
        for name, value in PRINTED_ALIKE:
            await admin.execute("SELECT set_config(%s, %s, true)", (name, value))
        await admin.execute(_SIZES.encode(), (json.dumps([_size(each) for each in relations]),))
        omitted = await _write_columns(admin, columns, types)
        if extended:
            await _write_extended(admin, extended)
    return omitted


def _size(placed: PlacedRelation) -> dict[str, object]:
    sizes = {"pages": placed.pages, "rows": placed.rows, "visible": placed.all_visible_pages}
    return {"oid": placed.place.oid, **sizes}


async def _write_columns(
    admin: Session, columns: Sequence[PlacedColumn], types: Mapping[int, ValueType]
) -> tuple[str, ...]:
    await admin.execute(_CLEAR, (sorted({column.relation.oid for column in columns}),))
    omitted = [
        f"values of {_spelled(column)}: to read one may run a user's function"
        for column in columns
        if not _readable(column, types)
    ]
    rows = [_row(column, types) for column in columns]
    try:
        await _insert(admin, rows)
    except _NO_VALUES:
        # Some text is no value of its column here, as after a change of its type.
        for column, row in zip(columns, rows, strict=True):
            try:
                await _insert(admin, [row])
            except _NO_VALUES:
                await _insert(admin, [row | _NO_SLOTS])
                omitted.append(f"values of {_spelled(column)}: its type does not take them")
    return tuple(omitted)


async def _insert(admin: Session, rows: list[dict[str, object]]) -> None:
    async with admin.transaction():
        await admin.execute(_INSERT.encode(), (json.dumps(rows),))


def _spelled(column: PlacedColumn) -> str:
    return column_path(column.relation.name, column.column.name)


def _readable(column: PlacedColumn, types: Mapping[int, ValueType]) -> bool:
    statistics, kind = column.statistics, types[column.column.type]
    values = (statistics.most_common_vals, statistics.histogram_bounds, statistics.range_bounds_histogram)
    whole = kind.readable or all(each is None for each in values)
    return whole and (kind.element_readable or statistics.most_common_elems is None)


def _row(column: PlacedColumn, types: Mapping[int, ValueType]) -> dict[str, object]:
    statistics = column.statistics
    slots = list(_slots(statistics, types[column.column.type], column.column.collation))[:_SLOTS]
    row: dict[str, object] = {
        "rel": column.relation.oid,
        "num": column.column.number,
        "inh": statistics.inherited,
        "nulls": statistics.null_frac,
        "width": statistics.avg_width,
        "distinct_values": statistics.n_distinct,
        **_NO_SLOTS,
    }
    for number, slot in enumerate(slots, start=1):
        values = (slot.kind, slot.op, slot.collation, slot.numbers, slot.values, slot.type)
        row |= {f"{key}{number}": value for key, value in zip("kocnvt", values, strict=True)}
    return row


_EMPTY: Mapping[str, object] = {"k": 0, "o": 0, "c": 0, "n": None, "v": None, "t": 0}
_NO_SLOTS = {f"{key}{number}": value for number in range(1, _SLOTS + 1) for key, value in _EMPTY.items()}


def _slots(found: ColumnStatistics, kind: ValueType, collation: int) -> Iterator[_Slot]:
    """As ANALYZE would put them down: std_typanalyze and those of arrays, text search vectors and ranges."""
    if kind.readable and kind.equal and found.most_common_vals and found.most_common_freqs:
        yield _Slot(
            kind=1,
            op=kind.equal,
            collation=collation,
            numbers=found.most_common_freqs,
            values=found.most_common_vals,
            type=kind.oid,
        )
    if kind.readable and kind.less and found.histogram_bounds:
        yield _Slot(
            kind=2, op=kind.less, collation=collation, numbers=None, values=found.histogram_bounds, type=kind.oid
        )
    if kind.less and found.correlation is not None:
        yield _Slot(kind=3, op=kind.less, collation=collation, numbers=[found.correlation], values=None, type=0)
    yield from _element_slots(found, kind, collation)
    yield from _range_slots(found, kind)


def _element_slots(found: ColumnStatistics, kind: ValueType, collation: int) -> Iterator[_Slot]:
    text_search = kind.oid == _TSVECTOR
    equal, of = (_TEXT_EQUAL, _DEFAULT_COLLATION) if text_search else (kind.element_equal, collation)
    if kind.element_readable and equal and found.most_common_elems and found.most_common_elem_freqs:
        yield _Slot(
            kind=4,
            op=equal,
            collation=of,
            numbers=found.most_common_elem_freqs,
            values=found.most_common_elems,
            type=kind.element,
        )
    if equal and found.elem_count_histogram:
        yield _Slot(kind=5, op=equal, collation=of, numbers=found.elem_count_histogram, values=None, type=0)


def _range_slots(found: ColumnStatistics, kind: ValueType) -> Iterator[_Slot]:
    if kind.readable and kind.range and found.range_bounds_histogram:
        yield _Slot(kind=7, op=0, collation=0, numbers=None, values=found.range_bounds_histogram, type=kind.range)
    if found.range_length_histogram and found.range_empty_frac is not None:
        numbers = [found.range_empty_frac]
        yield _Slot(
            kind=6,
            op=_FLOAT8_LESS,
            collation=0,
            numbers=numbers,
            values=found.range_length_histogram,
            type=_FLOAT8,
        )


async def _write_extended(admin: Session, extended: Sequence[PlacedExtended]) -> None:
    await admin.execute(_CLEAR_EXTENDED, ([each.oid for each in extended],))
    for statement in _AS_BYTES:
        await admin.execute(statement.encode())
    rows = [
        {
            "oid": each.oid,
            "inherited": each.statistics.inherited,
            "distincts": _distincts(each),
            "dependencies": _dependencies(each),
        }
        for each in extended
    ]
    await admin.execute(_INSERT_EXTENDED.encode(), (json.dumps(rows),))


def _numbers(placed: PlacedExtended, columns: Sequence[str | int]) -> list[int]:
    return [each if isinstance(each, int) else placed.numbers[each] for each in columns]


def _distincts(placed: PlacedExtended) -> str | None:
    """As ``statext_ndistinct_serialize`` in mvdistinct.c writes it."""
    items = placed.statistics.distinct
    data = struct.pack("=III", 0xA352BFA4, 1, len(items))
    for item in items:
        numbers = _numbers(placed, item.columns)
        data += struct.pack(f"=di{len(numbers)}h", item.count, len(numbers), *numbers)
    return f"\\x{data.hex()}" if items else None


def _dependencies(placed: PlacedExtended) -> str | None:
    """As ``statext_dependencies_serialize`` in dependencies.c writes it."""
    items = placed.statistics.dependencies
    data = struct.pack("=III", 0xB4549A2C, 1, len(items))
    for item in items:
        numbers = _numbers(placed, item.columns)
        data += struct.pack(f"=dh{len(numbers)}h", item.degree, len(numbers), *numbers)
    return f"\\x{data.hex()}" if items else None
