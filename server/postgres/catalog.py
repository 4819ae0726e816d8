"""Reads everything known of a schema from PostgreSQL 14 to 18, one query an object kind."""

from collections.abc import Container, Mapping
from dataclasses import replace
from typing import Any

from psycopg import AsyncConnection

from server.model.catalog import Address, Catalog, Edge, Other
from server.postgres import catalog_rows as rows_to
from server.postgres.catalog_constraints import definitions as key_definitions
from server.postgres.catalog_coverage import uncovered
from server.postgres.catalog_dependencies import BY_TEXT, Dependencies, Named, Object, strangers, unnamed
from server.postgres.catalog_indexes import Bodies
from server.postgres.catalog_rows import Answer
from server.postgres.catalog_session import Ahead, Asked, settled

__all__ = ["BY_TEXT", "read_catalog"]

# Questions are sent in an order that leaves neither side idle: what takes long to take in comes first, what takes the
# server long to print is on its way meanwhile. All but the first two can be held to some OIDs.
WHOLE = ("present", "schemas", "enums", "descriptions")
"""Queries that are always asked whole."""
_LISTED = ("tables", "not_nulls", "columns")
_INDEXED = ("indexes", "functions", "triggers")
_PRINTED = ("constraints", "defaults")
_SELECTED = ("sequences", "views")
NOUNS = (*_LISTED, *_INDEXED, *_PRINTED, *_SELECTED)
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

    What use has made of it is unknown: ``read_measured`` tells. Inside a transaction it sees what the transaction
    changed, and leaves its settings as they were; outside of one it reads everything in one read-only snapshot. Left
    out: the system's schemas, the reserved one, temporary tables, and members of extensions.
    """
    async with settled(connection) as ahead:
        return await read_all(ahead)


async def read_all(ahead: Ahead, whole: Mapping[str, Answer] | None = None) -> Catalog:
    """The schema, in an open reading.

    Args:
        ahead: Where the catalog is asked for.
        whole: Answers to the queries that are always asked whole, if they are there.
    """
    catalog, rest = await read_objects(ahead, await ahead.ask(["edges"]), whole)
    foreign = strangers(catalog, catalog.edges)
    nameless = unnamed(catalog, foreign)
    # So that little is left to look through once the rest has arrived.
    foreign = uncovered(catalog, foreign)
    identities = await ahead.ask(["identities"], addresses(nameless))
    catalog = replace(catalog, others={**catalog.others, **others_of(await rest.answers())})
    return await completed(ahead, catalog, foreign, identities, {})


async def read_objects(
    ahead: Ahead,
    edges: Asked,
    whole: Mapping[str, Answer] | None = None,
    only: Mapping[str, list[int]] | None = None,
) -> tuple[Catalog, Asked]:
    """A catalog without what follows from its objects and edges; and the last question, for what is said of objects.

    Args:
        ahead: An open reading.
        edges: The last question, which was for edges.
        whole: Answers to the queries that are always asked whole, if they are there.
        only: OIDs to hold each of the other queries to.
    """
    whole = whole or {}
    listed = await ahead.ask([*(name for name in WHOLE if name not in whole), *_LISTED], only=only)
    found_edges = rows_to.edges(*(await edges.answers()).values())
    indexed = await ahead.ask(_INDEXED, only=only)
    answers = {**whole, **await listed.answers()}
    printed = await ahead.ask(_PRINTED, only=only)
    comments = rows_to.comments_of(answers["descriptions"])
    tables = rows_to.tables(answers["tables"], comments)
    answers |= await indexed.answers()
    bodies = Bodies(answers["indexes"], answers["columns"])
    called = await ahead.ask(["types", "index_keys", "quoted"], _names(answers, bodies))
    answers |= await printed.answers()
    selected = await ahead.ask(_SELECTED, only=only)
    answers |= await called.answers()
    composed = bodies.composed(answers["index_keys"], answers["quoted"])
    definitions = key_definitions(answers["constraints"], answers["columns"], tables, bodies.plain, answers["quoted"])
    kinds = _other_kinds(ahead, answers["present"])
    defined = await ahead.ask(
        ["index_bodies", "constraint_definitions", *(kind for kind in kinds if kind not in _SAID)],
        {
            "indexes": _missing(answers["indexes"], composed),
            "constraints": _missing(answers["constraints"], definitions),
        },
        only=only,
    )
    columns = rows_to.columns(answers, answers["types"], comments, tables)
    answers |= await selected.answers()
    rest = await ahead.ask([kind for kind in kinds if kind in _SAID], only=only)
    answers |= await defined.answers()
    composed |= dict(answers["index_bodies"].rows)
    definitions |= {oid: text.removesuffix(" NOT VALID") for oid, text in answers["constraint_definitions"].rows}
    catalog = Catalog(
        server_version=ahead.connection.info.server_version,
        schemas=dict(answers["schemas"].rows),
        tables=tables,
        columns=columns,
        constraints=rows_to.constraints(answers["constraints"], definitions, comments),
        indexes=rows_to.indexes(answers["indexes"], composed, comments),
        sequences=rows_to.sequences(answers["sequences"], comments),
        views=rows_to.views(answers["views"], comments),
        enums=rows_to.enums(answers["enums"], comments),
        functions=rows_to.functions(answers["functions"], comments),
        triggers=rows_to.triggers(answers["triggers"], comments),
        others=others_of(answers),
        dependencies=(),
        edges=found_edges,
        not_covered=(),
    )
    return catalog, rest


def _missing(answer: Answer, known: Container[int]) -> list[int]:
    """OIDs of the objects that are not among the known."""
    return [row[0] for row in answer.rows if row[0] not in known]


def others_of(answers: Mapping[str, Answer]) -> dict[tuple[str, str], Other]:
    """Objects of the rarer kinds, by kind and identity."""
    found = (other for name in _OTHERS if name in answers for other in rows_to.others(answers[name]))
    return {(other.kind, other.identity): other for other in found}


def addresses(objects: list[Object]) -> dict[str, list[int]]:
    """Parameters of the queries that tell what the server calls objects."""
    return {"classes": [class_oid for class_oid, _ in objects], "oids": [oid for _, oid in objects]}


async def completed(
    ahead: Ahead,
    catalog: Catalog,
    foreign: Mapping[Address, tuple[Edge, ...]],
    identities: Asked,
    names: Mapping[Object, Named],
) -> Catalog:
    """The catalog with what follows from its objects and edges.

    Args:
        ahead: The reading that it comes from.
        catalog: With everything but that.
        foreign: Edges of objects that have no name in the catalog, as far as it may not cover them.
        identities: The last question, for what the server calls those of them that may need a table.
        names: What it calls others.
    """
    unknown = sorted({address[:2] for address in uncovered(catalog, foreign)})
    found = (await identities.answers())["identities"]
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


def _other_kinds(ahead: Ahead, present: Answer) -> list[str]:
    """Queries of the kinds that are no nouns of the model, as far as there are any."""
    found = {name for (name,) in present.rows}
    version = ahead.connection.info.server_version
    return [name for name, first in _OTHERS.items() if name in found and version >= first]


async def _not_covered(ahead: Ahead, objects: list[Object]) -> tuple[str, ...]:
    """The objects as the server calls them."""
    if not objects:
        return ()
    asked = await ahead.ask(["not_covered"], addresses(objects))
    return tuple(description for (description,) in (await asked.answers())["not_covered"].rows)
