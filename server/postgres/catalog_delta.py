"""Looks at a schema again after a change: reads what was written to since, and what is printed with its help."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

from psycopg import AsyncConnection

from server.model.catalog import (
    PG_CLASS,
    PG_CONSTRAINT,
    PG_PROC,
    PG_TRIGGER,
    PG_TYPE,
    Address,
    Catalog,
    Edge,
    Other,
)
from server.postgres import catalog_rows as rows_to
from server.postgres.catalog import COMMENTS, NOUNS, WHOLE, addresses, completed, others_of, read_all, read_objects
from server.postgres.catalog_dependencies import Dependencies, strangers, unnamed
from server.postgres.catalog_rows import Answer, Comments
from server.postgres.catalog_session import Ahead, settled

_PG_OPCLASS = 2616
_MANY = 3000
"""Objects beyond which to read everything is no slower."""

Id = TypeVar("Id")
Kept = TypeVar("Kept")


@dataclass(frozen=True, kw_only=True)
class _Change:
    """What may be other than before."""

    touched: Mapping[int, frozenset[int]]
    """OIDs of what is there, by system catalog."""
    gone: Mapping[int, frozenset[int]]

    @cached_property
    def oids(self) -> frozenset[int]:
        """Of any catalog; two objects of different ones may share one."""
        return frozenset().union(*self.touched.values(), *self.gone.values())

    def of(self, class_oid: int) -> frozenset[int]:
        """What was touched or is gone of one catalog."""
        nothing: frozenset[int] = frozenset()
        return self.touched.get(class_oid, nothing) | self.gone.get(class_oid, nothing)

    def left(self, class_oid: int, objects: Mapping[int, Kept]) -> dict[int, Kept]:
        """Those of the objects of one catalog that are there as they were."""
        left = dict(objects)
        for oid in self.of(class_oid):
            left.pop(oid, None)
        return left


async def read_changes(connection: AsyncConnection[Any], before: Catalog, since: int) -> Catalog:
    """The schema as the connection sees it now: what ``read_catalog`` would give, in less time.

    Args:
        connection: As for ``read_catalog``.
        before: The schema of the same database as ``read_catalog`` gave it.
        since: Id of a transaction, as ``pg_current_xact_id()`` gives it: everything that ``before`` does not know was
            done by that one or later ones.
    """
    async with settled(connection) as ahead:
        asked = await ahead.ask((*WHOLE, "standing", "changes"), {"since": since})
        answers = await asked.answers()
        touched = _by_catalog(answers["changes"].rows)
        names = before.dependencies.names if isinstance(before.dependencies, Dependencies) else None
        if names is not None and _readable(before, answers, touched):
            asked = await ahead.ask(["edges_of"], _sources(touched))
            found, rest = await read_objects(ahead, asked, answers, _held(before, touched))
            again = replace(found, others={**found.others, **others_of(await rest.answers())})
            change = _Change(touched=touched, gone=_gone_at_first_sight(before, answers["standing"]))
            edges = _edges(before, again, change)
            if change.gone or not _all_there(edges, answers):
                change = _Change(touched=touched, gone=await _gone(ahead, before))
                edges = _edges(before, again, change)
            if _all_there(edges, answers):
                catalog = _joined(before, replace(again, edges=edges), change, answers)
                left = {key: name for key, name in names.items() if key[1] not in change.oids}
                foreign = strangers(catalog, edges if before.not_covered else again.edges)
                identities = await ahead.ask(["identities"], addresses(unnamed(catalog, foreign)))
                return await completed(ahead, catalog, foreign, identities, left)
        # Or something let go of another without a trace in either.
        return await read_all(ahead, answers)


def _by_catalog(objects: Iterable[Any]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for class_oid, oid in objects:
        found.setdefault(class_oid, set()).add(oid)
    return {class_oid: frozenset(oids) for class_oid, oids in found.items()}


def _readable(before: Catalog, answers: Mapping[str, Answer], touched: Mapping[int, Collection[int]]) -> bool:
    """Whether it is worth while, and nothing changed that all else is printed with."""
    schemas: dict[int, str] = dict(answers["schemas"].rows)
    renamed = any(schemas.get(oid, name) != name for oid, name in before.schemas.items())
    known = {oid for class_oid, oid, _ in before.edges if class_oid == _PG_OPCLASS}
    return not (
        renamed
        # Which operator class is the usual one decides how other indexes are printed.
        or _PG_OPCLASS in touched
        or known - _standing(answers["standing"], _PG_OPCLASS)
        or sum(map(len, touched.values())) > _MANY
    )


def _standing(answer: Answer, class_oid: int) -> frozenset[int]:
    return frozenset(oid for each, oids, _ in answer.rows if each == class_oid for oid in oids or ())


def _gone_at_first_sight(before: Catalog, standing: Answer) -> dict[int, frozenset[int]]:
    """OIDs of relations and functions that are gone, which may have no edges."""
    relations = before.tables.keys() | before.views.keys() | before.indexes.keys() | before.sequences.keys()
    gone = {
        PG_CLASS: frozenset(relations - _standing(standing, PG_CLASS)),
        PG_PROC: frozenset(before.functions.keys() - _standing(standing, PG_PROC)),
    }
    return {class_oid: oids for class_oid, oids in gone.items() if oids}


async def _gone(ahead: Ahead, before: Catalog) -> dict[int, frozenset[int]]:
    """OIDs of all objects that are gone."""
    survey = (await (await ahead.ask(["survey"])).answers())["survey"]
    there: dict[int, set[int]] = {}
    for class_oid, oids in survey.rows:
        there.setdefault(class_oid, set()).update(oids or ())
    known = {address[:2] for address in before.edges}
    known |= {(PG_CLASS, oid) for oid in (*before.tables, *before.views, *before.sequences)}
    known |= {(PG_PROC, oid) for oid in before.functions}
    return _by_catalog((class_oid, oid) for class_oid, oid in known if oid not in there.get(class_oid, ()))


def _edges(before: Catalog, again: Catalog, change: _Change) -> dict[Address, tuple[Edge, ...]]:
    return {address: each for address, each in before.edges.items() if address[1] not in change.oids} | {**again.edges}


def _all_there(edges: Mapping[Address, tuple[Edge, ...]], answers: Mapping[str, Answer]) -> bool:
    """Whether there are as many edges as the server counts."""
    counted: int = sum(count for _, _, count in answers["standing"].rows)
    return sum(map(len, edges.values())) == counted


def _held(before: Catalog, touched: Mapping[int, frozenset[int]]) -> dict[str, list[int]]:
    """OIDs to read again, by the query; comments of objects of any kind."""
    relations = sorted(touched.get(PG_CLASS, ()))
    # Objects of other catalogs may be renamed without being among the touched.
    commented = {other.address[1] for other in before.others.values() if _is_comment(other) and not _followed(other)}
    held = {
        "constraints": sorted(touched.get(PG_CONSTRAINT, ())),
        "functions": sorted(touched.get(PG_PROC, ())),
        "triggers": sorted(touched.get(PG_TRIGGER, ())),
        COMMENTS: sorted(commented.union(*touched.values())),
    }
    return {name: held.get(name, relations) for name in (*NOUNS, COMMENTS)}


def _is_comment(other: Other) -> bool:
    return other.kind == "comment"


def _followed(other: Other) -> bool:
    """Whether it is a comment on an object that is among the touched when it is renamed."""
    return _is_comment(other) and other.address[0] in _KINDS


def _sources(touched: Mapping[int, frozenset[int]]) -> dict[str, list[int]]:
    pairs = [(class_oid, oid) for class_oid, oids in touched.items() for oid in oids]
    return {"source_classes": [class_oid for class_oid, _ in pairs], "source_oids": [oid for _, oid in pairs]}


def _joined(before: Catalog, again: Catalog, change: _Change, answers: Mapping[str, Answer]) -> Catalog:
    """What was read again, and what is as it was before."""
    known = rows_to.comments_of(answers["descriptions"])
    relations = change.of(PG_CLASS)
    columns = {key: column for key, column in before.columns.items() if key[0] not in relations}
    comments = {
        key: other
        for key, other in before.others.items()
        if _followed(other) and other.address[1] not in change.oids and other.address in known
    }
    catalog = replace(
        again,
        tables={**change.left(PG_CLASS, before.tables), **again.tables},
        columns={**columns, **again.columns},
        constraints={**change.left(PG_CONSTRAINT, before.constraints), **again.constraints},
        indexes={**change.left(PG_CLASS, before.indexes), **again.indexes},
        sequences={**change.left(PG_CLASS, before.sequences), **again.sequences},
        views={**change.left(PG_CLASS, before.views), **again.views},
        functions={**change.left(PG_PROC, before.functions), **again.functions},
        triggers={**change.left(PG_TRIGGER, before.triggers), **again.triggers},
        others={**comments, **_as_before(again.others, before.others)},
        enums=_as_before(again.enums, before.enums),
        origin=before.origin or before,
    )
    return _commented(catalog, before, known)


def _as_before(again: Mapping[Id, Kept], before: Mapping[Id, Kept]) -> dict[Id, Kept]:
    """What was read again, as the very values of before where they are equal."""
    return {key: before[key] if before.get(key) == each else each for key, each in again.items()}


def _commented(catalog: Catalog, before: Catalog, comments: Comments) -> Catalog:
    """The catalog without the comments that are no more: to take one away writes to nothing that is left."""
    changed: dict[str, Any] = {}
    for address in {each.address for each in before.others.values() if _is_comment(each)} - comments.keys():
        class_oid, oid, number = address
        key = (oid, number) if number else oid
        for name in ("columns",) if number else _KINDS.get(class_oid, ()):
            if noun := getattr(catalog, name).get(key):
                changed.setdefault(name, dict(getattr(catalog, name)))[key] = replace(noun, comment=None)
    return replace(catalog, **changed)


_KINDS = {
    PG_CLASS: ("tables", "indexes", "sequences", "views"),
    PG_CONSTRAINT: ("constraints",),
    PG_PROC: ("functions",),
    PG_TRIGGER: ("triggers",),
    PG_TYPE: ("enums",),
}
