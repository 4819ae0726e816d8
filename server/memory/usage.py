"""Which columns each service's code reads and writes, as entities and relations of the graph."""

import hashlib
from collections.abc import Collection, Iterator

from knowledge.model import Entity, Graph, Origin, Record, Relation
from server.memory import names
from server.model.impact import CodeScan, Query, Reference
from server.model.names import QualifiedName, parse_names

_WRITING = frozenset(["insert", "update", "delete", "merge", "truncate", "copy"])
_MAX_USES = 300
"""In the code of one service."""
_MAX_QUERIES = 50
"""Of all services together."""
_MAX_SQL = 1000
_USING = ("reads", "writes")


def services_of(code: CodeScan) -> tuple[str, ...]:
    """Entities of the services whose code was found to name something."""
    return tuple(sorted({names.service(reference.service) for reference in code.references if reference.runs}))


def usage_record(database: str, tables: Collection[QualifiedName], code: CodeScan, known: Graph) -> Record:
    """What the scan found, with the end of what an earlier scan of the same tables found and this one does not.

    Args:
        tables: Those whose uses were looked for.
        code: Tests and past migrations in it do not count.
        known: The services as they are in the graph, with their relations.
    """
    references = [reference for reference in code.references if reference.runs]
    relations = list(dict.fromkeys(_uses(database, references)))
    scope = tuple(names.named("table", database, (table.schema, table.name)).partition(":")[2] for table in tables)
    queries = code.queries[:_MAX_QUERIES]
    facts = (*relations, *queries)
    digest = _digest(sorted(scope), facts, known.relations)
    return Record(
        # what was found once, was gone and is back is written again: what was known is part of the key
        key=f"code:{database}:{digest}",
        entities=(
            *(Entity(name=name, entity_type="Service") for name in services_of(code)),
            *_ends(relations),
            *(
                Entity(name=names.query(query.sql), entity_type="Query", observations=(query.sql[:_MAX_SQL],))
                for query in queries
            ),
        ),
        relations=(*relations, *_of_queries(database, queries, references)),
        superseded=tuple(_outdated(known, relations, scope)),
    )


def origin_of_code() -> Origin:
    """What the record of a scan is taken from."""
    return Origin(source="code")


def _digest(*facts: object) -> str:
    return hashlib.sha256(repr(facts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _uses(database: str, references: list[Reference]) -> Iterator[Relation]:
    seen: dict[str, int] = {}
    for reference in references:
        service = names.service(reference.service)
        seen[service] = seen.get(service, 0) + 1
        if seen[service] > _MAX_USES:
            continue
        path = parse_names(reference.object)
        target = names.named("column" if len(path) > 2 else "table", database, path)
        writing = not _WRITING.isdisjoint(reference.usage)
        yield Relation(source=service, target=target, relation_type="writes" if writing else "reads")


def _ends(relations: list[Relation]) -> Iterator[Entity]:
    for target in dict.fromkeys(relation.target for relation in relations):
        yield Entity(name=target, entity_type="Column" if target.startswith("column:") else "Table")


def _of_queries(database: str, queries: tuple[Query, ...], references: list[Reference]) -> Iterator[Relation]:
    at = {(each.project, each.path, each.line): each for each in references}
    for query in queries:
        reference = at.get((query.project, query.path, query.line))
        service = names.service(reference.service if reference else query.project)
        yield Relation(source=names.query(query.sql), target=service, relation_type="part_of")
        if reference is not None:
            table = names.named("table", database, parse_names(reference.object)[:2])
            yield Relation(source=names.query(query.sql), target=table, relation_type="depends_on")


def _outdated(known: Graph, relations: list[Relation], scope: tuple[str, ...]) -> Iterator[Relation]:
    now = frozenset(relations)
    for relation in known.relations:
        path = relation.target.partition(":")[2]
        inside = any(path == table or path.startswith(f"{table}.") for table in scope)
        if relation.relation_type in _USING and relation not in now and inside:
            yield relation
