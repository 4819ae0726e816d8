"""Reads everything known of a schema from PostgreSQL 14 to 18, one query an object kind."""

from collections.abc import Collection, Container, Mapping
from dataclasses import replace
from typing import Any

from psycopg import AsyncConnection

from server.model.catalog import Address, Catalog, Edge, Other
from server.postgres import catalog_rows as rows_to
from server.postgres.catalog_constraints import definitions as key_definitions
from server.postgres.catalog_coverage import unknown_objects
from server.postgres.catalog_dependencies import BY_TEXT, Dependencies, Named, Object, strangers, unnamed
from server.postgres.catalog_indexes import Bodies
from server.postgres.catalog_rows import Answer
from server.postgres.catalog_session import Ahead, settled

__all__ = ["BY_TEXT", "read_catalog"]

FIRST = ("present", "schemas", "enums", "descriptions", "measures")
"""Queries that are always asked whole."""
# The rest can be held to some OIDs. First what is much to send and little to find: it comes while nothing can be done
# with it yet. What takes the server longer to print follows, while the former is taken in.
_LISTED = ("columns", "not_nulls", "tables", "indexes")
_PRINTED = ("constraints", "defaults", "sequences")
_PROGRAMMED = ("views", "functions", "triggers")
NOUNS = (*_LISTED, *_PRINTED, *_PROGRAMMED)
COMMENTS = "comments"
_SAID = ("comments", "owners", "privileges", "default_privileges", "security_labels")
"""Of the kinds that are no nouns of the model those that are about other objects."""
# Each with the first server version that has the catalogs it reads.
_OTHERS = {
    "domains": 0,
    "composite_types": 0,
    "range_types": 0,
    "base_types": 0,
    "aggregates": 0,
    "operators": 0,
    "operator_classes": 0,
    "casts": 0,
    "conversions": 0,
    "collations": 0,
    "text_search": 0,
    "languages": 0,
    "access_methods": 0,
    "statistics": 0,
    "extensions": 0,
    "extension_dependencies": 0,
    "policies": 0,
    "rules": 0,
    "relation_traits": 0,
    "view_columns": 0,
    "publications": 0,
    "publication_schemas": 150000,
    "subscriptions": 0,
    "event_triggers": 0,
    "foreign_servers": 0,
    "comments": 0,
    "owners": 0,
    "privileges": 0,
    "default_privileges": 0,
    "security_labels": 0,
}


async def read_catalog(connection: AsyncConnection[Any]) -> Catalog:
    """The schema as the connection sees it now.

    Inside a transaction it sees what the transaction changed, and leaves its settings as they were; outside of one it
    reads everything in one read-only snapshot. Left out: the system's schemas, the reserved one, temporary tables,
    and members of extensions.
    """
    async with settled(connection) as ahead:
        first = await ahead.ask(FIRST)
        return await finished(ahead, await read_objects(ahead, await first.answers()))


async def read_objects(
    ahead: Ahead,
    first: Mapping[str, Answer],
    only: Mapping[str, list[int]] | None = None,
    sources: Collection[Object] | None = None,
) -> Catalog:
    """A catalog without what follows from its objects and edges.

    Args:
        ahead: An open reading.
        first: Answers to the first queries.
        only: OIDs to hold each of the other queries of nouns to.
        sources: Objects to hold edges to.
    """
    edges_query, held = ("edges", {}) if sources is None else ("edges_of", _sources(sources))
    listed = await ahead.ask([*_LISTED, edges_query], held, only=only)
    printed = await ahead.ask(_PRINTED, only=only)
    answers = {**first, **await listed.answers()}
    bodies = Bodies(answers["indexes"], answers["columns"])
    asked = await ahead.ask(["types", "index_keys", "quoted", *_PROGRAMMED], _names(answers, bodies), only=only)
    edges = rows_to.edges(answers[edges_query])
    answers |= await printed.answers() | await asked.answers()
    known = rows_to.apart(answers["descriptions"], answers["measures"])
    tables = rows_to.tables(answers["tables"], known)
    composed = bodies.composed(answers["index_keys"], answers["quoted"])
    definitions = key_definitions(answers["constraints"], answers["columns"], tables, bodies.plain, answers["quoted"])
    kinds = _other_kinds(ahead, answers["present"])
    rest = await ahead.ask(
        ["index_bodies", "constraint_definitions", *(name for name in kinds if name not in _SAID)],
        {
            "indexes": _missing(answers["indexes"], composed),
            "constraints": _missing(answers["constraints"], definitions),
        },
        only=only,
    )
    columns = rows_to.columns(answers, answers["types"], known, tables)
    said = await ahead.ask([name for name in kinds if name in _SAID], only=only)
    answers |= await rest.answers()
    composed |= dict(answers["index_bodies"].rows)
    definitions |= {oid: text.removesuffix(" NOT VALID") for oid, text in answers["constraint_definitions"].rows}
    catalog = Catalog(
        server_version=ahead.connection.info.server_version,
        schemas=dict(answers["schemas"].rows),
        tables=tables,
        columns=columns,
        constraints=rows_to.constraints(answers["constraints"], definitions, known),
        indexes=rows_to.indexes(answers["indexes"], composed, known),
        sequences=rows_to.sequences(answers["sequences"], known),
        views=rows_to.views(answers["views"], known),
        enums=rows_to.enums(answers["enums"], known),
        functions=rows_to.functions(answers["functions"], known),
        triggers=rows_to.triggers(answers["triggers"], known),
        others={},
        dependencies=(),
        edges=edges,
        not_covered=(),
    )
    return replace(catalog, others=_others_of(answers | await said.answers()))


def _missing(answer: Answer, known: Container[int]) -> list[int]:
    """OIDs of the objects that are not among the known."""
    return [row[0] for row in answer.rows if row[0] not in known]


async def finished(ahead: Ahead, catalog: Catalog) -> Catalog:
    """The catalog with what follows from its objects and edges.

    Args:
        ahead: The reading that it comes from.
        catalog: With everything but that.
    """
    return await completed(ahead, catalog, catalog.edges, {})


async def completed(
    ahead: Ahead,
    catalog: Catalog,
    sources: Mapping[Address, tuple[Edge, ...]],
    names: Mapping[Object, Named],
) -> Catalog:
    """The same of a catalog of which only some objects were read.

    Args:
        ahead: The reading that these come from.
        catalog: With everything but that.
        sources: Edges of these objects.
        names: What the server calls others.
    """
    others = strangers(catalog, sources)
    asked = await ahead.ask(["identities"], _addresses(unnamed(catalog, others)))
    unknown = unknown_objects(catalog, others)
    found = (await asked.answers())["identities"]
    named = {(class_oid, oid): (kind, identity) for class_oid, oid, kind, identity in found.rows}
    return replace(
        catalog,
        dependencies=Dependencies(catalog, {**names, **named}),
        not_covered=await _not_covered(ahead, unknown),
    )


def _names(answers: Mapping[str, Answer], bodies: Bodies) -> dict[str, list[Any]]:
    """Parameters of the queries that tell what is called how."""
    types = sorted(rows_to.types_of(answers["columns"]))
    kinds = sorted(bodies.kinds)
    return {
        "types": [each[0] for each in types],
        "modifiers": [each[1] for each in types],
        "collations": [each[2] for each in types],
        "storages": [each[3] for each in types],
        "key_types": [each[0] for each in kinds],
        "key_collations": [each[1] for each in kinds],
        "classes": [each[2] for each in kinds],
        "index_collations": [each[3] for each in kinds],
        "directions": [each[4] for each in kinds],
        "names": sorted(
            {row[2] for row in answers["columns"].rows}.union(*(row[1:3] for row in answers["tables"].rows))
        ),
    }


def _sources(objects: Collection[Object]) -> dict[str, list[int]]:
    return {
        "source_classes": [class_oid for class_oid, _ in objects],
        "source_oids": [oid for _, oid in objects],
    }


def _addresses(objects: list[Object]) -> dict[str, list[int]]:
    return {"classes": [class_oid for class_oid, _ in objects], "oids": [oid for _, oid in objects]}


def _other_kinds(ahead: Ahead, present: Answer) -> list[str]:
    """Queries of the kinds that are no nouns of the model, as far as there are any."""
    found = {name for (name,) in present.rows}
    version = ahead.connection.info.server_version
    return [name for name, first in _OTHERS.items() if name in found and version >= first]


def _others_of(answers: Mapping[str, Answer]) -> dict[tuple[str, str], Other]:
    found = (other for name in _OTHERS if name in answers for other in rows_to.others(answers[name]))
    return {(other.kind, other.identity): other for other in found}


async def _not_covered(ahead: Ahead, objects: list[Object]) -> tuple[str, ...]:
    """The objects as the server calls them."""
    if not objects:
        return ()
    asked = await ahead.ask(["not_covered"], _addresses(objects))
    return tuple(description for (description,) in (await asked.answers())["not_covered"].rows)
