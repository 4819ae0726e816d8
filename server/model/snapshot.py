"""A database as it was at one moment, without its rows: enough to plan for it with no connection."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from server.model.catalog import Catalog
from server.model.names import QualifiedName
from server.model.statistics import PlannerStatistics
from server.model.target import TargetFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What use has made of a table, index or sequence."""

    name: QualifiedName
    rows_estimate: int
    """``reltuples`` of a table; -1 when never analysed, and of what is no table."""
    size_bytes: int
    """0 of a sequence."""
    scans: int
    """Of an index since statistics were last reset; -1 of what is none."""
    last_value: int | None
    """Of a sequence that was used and may be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a file written by ``migration-planner snapshot`` holds; no row and no secret."""

    database: str
    """Name in the configuration it was taken with."""
    environment: str
    taken: str
    """ISO time."""
    facts: TargetFacts
    measures: tuple[Measure, ...]
    statistics: PlannerStatistics


def measures_of(catalog: Catalog) -> tuple[Measure, ...]:
    """The measures that a catalog read with them holds, by name."""
    found = [
        Measure(
            name=table.name, rows_estimate=table.rows_estimate, size_bytes=table.size_bytes, scans=-1, last_value=None
        )
        for table in catalog.tables.values()
    ]
    found += [
        Measure(
            name=QualifiedName(schema=catalog.tables[index.table_oid].name.schema, name=index.name),
            rows_estimate=-1,
            size_bytes=index.size_bytes,
            scans=index.scans,
            last_value=None,
        )
        for index in catalog.indexes.values()
        if index.table_oid in catalog.tables
    ]
    found += [
        Measure(name=each.name, rows_estimate=-1, size_bytes=0, scans=-1, last_value=each.last_value)
        for each in catalog.sequences.values()
    ]
    return tuple(sorted(found, key=lambda measure: measure.name))


def with_measures(catalog: Catalog, measures: Sequence[Measure]) -> Catalog:
    """The catalog of the same schema with what use has made of it; what is not named keeps its own."""
    known = {measure.name: measure for measure in measures}
    tables = {
        oid: replace(table, rows_estimate=known[table.name].rows_estimate, size_bytes=known[table.name].size_bytes)
        if table.name in known
        else table
        for oid, table in catalog.tables.items()
    }
    indexes = {}
    for oid, index in catalog.indexes.items():
        owner = catalog.tables.get(index.table_oid)
        name = QualifiedName(schema=owner.name.schema, name=index.name) if owner else None
        measure = known.get(name) if name else None
        indexes[oid] = replace(index, scans=measure.scans, size_bytes=measure.size_bytes) if measure else index
    sequences = {
        oid: replace(each, last_value=known[each.name].last_value) if each.name in known else each
        for oid, each in catalog.sequences.items()
    }
    return replace(catalog, tables=tables, indexes=indexes, sequences=sequences)
