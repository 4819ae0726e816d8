"""Looks at a schema again after a change: reads what was written to since, and what is printed with its help."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from psycopg import AsyncConnection

from server.model.catalog import (
    PG_CLASS,
    PG_CONSTRAINT,
    PG_PROC,
    PG_TRIGGER,
    PG_TYPE,
    Catalog,
)
from server.postgres import catalog_rows as rows_to
from server.postgres.catalog import FIRST, NOUNS, finished, read_objects
from server.postgres.catalog_rows import Answer, Apart
from server.postgres.catalog_session import settled

_PG_OPCLASS = 2616
_MANY = 3000
"""Objects beyond which to read everything is no slower."""

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Survey:
    """What is there, and what of it may have changed."""

    there: Mapping[int, frozenset[int]]
    """OIDs by system catalog."""
    touched: Mapping[int, frozenset[int]]
    edges: int
    """How many there are."""

    def unchanged(self, class_oid: int, oid: int) -> bool:
        """Whether the object is still there as it was."""
        return oid in self.there.get(class_oid, ()) and oid not in self.touched.get(class_oid, ())

    def kept(self, class_oid: int, objects: Mapping[int, Kept]) -> dict[int, Kept]:
        """Those of the objects of one catalog that are there unchanged."""
        keys = (objects.keys() & self.there.get(class_oid, frozenset())) - self.touched.get(class_oid, frozenset())
        return {oid: each for oid, each in objects.items() if oid in keys}


async def read_changes(connection: AsyncConnection[Any], before: Catalog, since: int) -> Catalog:
    """The schema as the connection sees it now: what ``read_catalog`` would give, in less time.

    Args:
        connection: As for ``read_catalog``.
        before: The schema of the same database as ``read_catalog`` gave it.
        since: Id of a transaction, as ``pg_current_xact_id()`` gives it: everything that ``before`` does not know was
            done by that one or later ones.
    """
    async with settled(connection) as ahead:
        asked = await ahead.ask((*FIRST, "survey", "changes"), {"since": since})
        answers = await asked.answers()
        survey = _survey(answers)
        if _readable(before, answers, survey):
            again = await read_objects(ahead, answers, _held(survey))
            catalog = _joined(before, again, survey, answers)
            if sum(map(len, catalog.edges.values())) == survey.edges:
                return await finished(ahead, catalog)
        # Or something let go of another without a trace in either.
        return await finished(ahead, await read_objects(ahead, answers))


def _survey(answers: Mapping[str, Answer]) -> _Survey:
    touched: dict[int, set[int]] = {}
    for class_oid, oid in answers["changes"].rows:
        touched.setdefault(class_oid, set()).add(oid)
    there: dict[int, set[int]] = {}
    for class_oid, oids, _ in answers["survey"].rows:
        there.setdefault(class_oid, set()).update(oids or ())
    return _Survey(
        there={class_oid: frozenset(oids) for class_oid, oids in there.items()},
        touched={class_oid: frozenset(oids) for class_oid, oids in touched.items()},
        edges=sum(edges for _, _, edges in answers["survey"].rows),
    )


def _readable(before: Catalog, answers: Mapping[str, Answer], survey: _Survey) -> bool:
    """Whether it is worth while, and nothing changed that all else is printed with."""
    schemas: dict[int, str] = dict(answers["schemas"].rows)
    renamed = any(schemas.get(oid, name) != name for oid, name in before.schemas.items())
    # Which operator class is the usual one decides how other indexes are printed.
    several = _PG_OPCLASS in survey.touched or _opclasses(before) - survey.there.get(_PG_OPCLASS, frozenset())
    return not renamed and not several and sum(map(len, survey.touched.values())) <= _MANY


def _opclasses(catalog: Catalog) -> set[int]:
    return {oid for class_oid, oid, _ in catalog.edges if class_oid == _PG_OPCLASS}


def _held(survey: _Survey) -> dict[str, list[int]]:
    """OIDs to read again, by the query; edges of objects of any kind."""
    relations = sorted(survey.touched.get(PG_CLASS, ()))
    held = {
        "constraints": sorted(survey.touched.get(PG_CONSTRAINT, ())),
        "functions": sorted(survey.touched.get(PG_PROC, ())),
        "triggers": sorted(survey.touched.get(PG_TRIGGER, ())),
        "edges": sorted(set().union(*survey.touched.values())),
    }
    return {name: held.get(name, relations) for name in NOUNS}


def _joined(before: Catalog, again: Catalog, survey: _Survey, answers: Mapping[str, Answer]) -> Catalog:
    """What was read again, and what is as it was before."""
    known = rows_to.apart(answers["descriptions"], answers["measures"])
    columns = {key: column for key, column in before.columns.items() if survey.unchanged(PG_CLASS, key[0])}
    edges = {address: each for address, each in before.edges.items() if survey.unchanged(address[0], address[1])}
    catalog = replace(
        again,
        tables={**survey.kept(PG_CLASS, before.tables), **again.tables},
        columns={**columns, **again.columns},
        constraints={**survey.kept(PG_CONSTRAINT, before.constraints), **again.constraints},
        indexes={**survey.kept(PG_CLASS, before.indexes), **again.indexes},
        sequences={**survey.kept(PG_CLASS, before.sequences), **again.sequences},
        views={**survey.kept(PG_CLASS, before.views), **again.views},
        functions={**survey.kept(PG_PROC, before.functions), **again.functions},
        triggers={**survey.kept(PG_TRIGGER, before.triggers), **again.triggers},
        edges={**edges, **again.edges},
    )
    return _measured(_commented(catalog, before, known), known)


def _commented(catalog: Catalog, before: Catalog, known: Apart) -> Catalog:
    """The catalog with the comments of now: to comment on an object writes to nothing of its own."""
    addresses = {*known.comments, *(each.address for each in before.others.values() if each.kind == "comment")}
    changed: dict[str, Any] = {}
    for class_oid, oid, number in addresses:
        comment = known.comments.get((class_oid, oid, number))
        key = (oid, number) if number else oid
        for name in ("columns",) if number else _KINDS.get(class_oid, ()):
            noun = getattr(catalog, name).get(key)
            if noun is not None and noun.comment != comment:
                changed.setdefault(name, dict(getattr(catalog, name)))[key] = replace(noun, comment=comment)
    return replace(catalog, **changed)


_KINDS = {
    PG_CLASS: ("tables", "indexes", "sequences", "views"),
    PG_CONSTRAINT: ("constraints",),
    PG_PROC: ("functions",),
    PG_TRIGGER: ("triggers",),
    PG_TYPE: ("enums",),
}


def _measured(catalog: Catalog, known: Apart) -> Catalog:
    """The catalog with the statistics of now, which are no part of a transaction."""
    tables, indexes, sequences = dict(catalog.tables), dict(catalog.indexes), dict(catalog.sequences)
    for oid, table in catalog.tables.items():
        rows, size = rows_to.use_of_table(oid, known)
        if (table.rows_estimate, table.size_bytes) != (rows, size):
            tables[oid] = replace(table, rows_estimate=rows, size_bytes=size)
    for oid, index in catalog.indexes.items():
        scans, size = rows_to.use_of_index(oid, known)
        if (index.scans, index.size_bytes) != (scans, size):
            indexes[oid] = replace(index, scans=scans, size_bytes=size)
    for oid, sequence in catalog.sequences.items():
        last_value = rows_to.use_of_sequence(oid, known)
        if sequence.last_value != last_value:
            sequences[oid] = replace(sequence, last_value=last_value)
    return replace(catalog, tables=tables, indexes=indexes, sequences=sequences)
