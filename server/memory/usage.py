"""Which columns each service's code reads and writes, as entities and relations of the graph."""

from collections.abc import Collection, Iterator, Mapping
from itertools import islice

from knowledge.model import Entity, Graph, Origin, Record, Relation
from server.memory import names
from server.model.impact import CodeScan, Query, Reference
from server.model.names import QualifiedName, parse_names
from server.model.subject import dotted_path

_WRITING = frozenset(["insert", "update", "delete", "merge", "truncate", "copy"])
_MAX_USES = 300
"""In the code of one service."""
_MAX_OWNERS = 50
"""Of one service."""
_MAX_QUERIES = 50
"""Of all services together."""
_MAX_SQL = 1000
_USING = ("reads", "writes")

Uses = Mapping[str, frozenset[str]]
"""Entities of tables, each with those of columns."""


def services_of(code: CodeScan) -> tuple[str, ...]:
    """Entities of the services whose code was found to name something."""
    return tuple(sorted({names.service(reference.service) for reference in code.references if reference.runs}))


def looked_for_in(database: str, columns: Mapping[QualifiedName, Collection[str]]) -> Uses:
    """Entities of tables, each with those of its columns whose uses were looked for by themselves."""
    return {
        names.named("table", database, (table.schema, table.name)): frozenset(
            names.named("column", database, (table.schema, table.name, name)) for name in own
        )
        for table, own in columns.items()
    }


def columns_of(tables: Graph) -> tuple[str, ...]:
    """Entities of the columns that belong to these tables.

    Args:
        tables: With the relations that touch them.
    """
    parts = (r.source for r in tables.relations if r.relation_type == "belongs_to")
    return tuple(name for name in parts if name.startswith("column:"))


def usage_record(database: str, looked_for: Uses, code: CodeScan, known: Graph) -> Record:
    """What the scan found, with the end of what an earlier scan of the same tables found and this one does not.

    Args:
        looked_for: What the scan was for.
        code: Tests and past migrations in it do not count.
        known: The services, the tables and these tables' columns as they are in the graph, with their relations.
    """
    references = [reference for reference in code.references if reference.runs]
    relations = list(_uses(database, references))
    owned = tuple(_owned(references))
    using = tuple(relation for relation in known.relations if relation.relation_type in _USING)
    queries = code.queries[:_MAX_QUERIES]
    found = frozenset(relations)
    facts = (*relations, *queries, *owned)
    digest = names.digest(sorted((table, *sorted(own)) for table, own in looked_for.items()), facts, using)
    return Record(
        # what was found once, was gone and is back is written again: what was known is part of the key
        key=f"code:{database}:{digest}",
        entities=(
            *(Entity(name=name, entity_type="Service") for name in services_of(code)),
            *_ends(relations),
            *(Entity(name=each.target, entity_type="Owner") for each in owned),
            *(
                Entity(name=names.query(query.sql), entity_type="Query", observations=(query.sql[:_MAX_SQL],))
                for query in queries
            ),
        ),
        relations=(*relations, *_places(relations), *_of_queries(database, queries, references), *owned),
        superseded=tuple(each for each in using if _is_outdated(each, found, looked_for, code.projects)),
    )


def origin_of_code() -> Origin:
    """What the record of a scan is taken from."""
    return Origin(source="code")


def _owned(references: list[Reference]) -> Iterator[Relation]:
    """Services with the owners of the files in which they use what was looked for.

    Who owns other files of a service is not seen, so that nobody is found to own it no more.
    """
    found: dict[str, dict[str, None]] = {}
    for reference in references:
        found.setdefault(names.service(reference.service), {}).update(dict.fromkeys(reference.owners))
    for service, owners in found.items():
        for owner in islice(owners, _MAX_OWNERS):
            yield Relation(source=service, target=names.owner(owner), relation_type="owned_by")


def _uses(database: str, references: list[Reference]) -> Iterator[Relation]:
    """Each once, of each service the first ones."""
    found: dict[str, set[Relation]] = {}
    for reference in references:
        service = names.service(reference.service)
        path = parse_names(reference.object)
        target = names.named("column" if len(path) > 2 else "table", database, path)
        writing = not _WRITING.isdisjoint(reference.usage)
        relation = Relation(source=service, target=target, relation_type="writes" if writing else "reads")
        own = found.setdefault(service, set())
        if relation not in own and len(own) < _MAX_USES:
            own.add(relation)
            yield relation


def _places(uses: list[Relation]) -> Iterator[Relation]:
    """The table of each column: by it a later scan finds what used the column."""
    for column in dict.fromkeys(use.target for use in uses if use.target.startswith("column:")):
        path = parse_names(column.partition(":")[2])
        yield Relation(source=column, target=f"table:{dotted_path(path[:-1])}", relation_type="belongs_to")


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


def _is_outdated(use: Relation, found: frozenset[Relation], looked_for: Uses, projects: tuple[str, ...]) -> bool:
    """Whether a use was looked for in the code of these projects and not found."""
    service = use.source.partition(":")[2]
    read = any(service == project or service.startswith(f"{project}/") for project in projects)
    if use in found or not read:
        return False
    for table, columns in looked_for.items():
        if use.target == table or _is_inside(use.target, table):
            # of a column that was not looked for a use is found as one of its table
            alike = (r.target for r in found if (r.source, r.relation_type) == (use.source, use.relation_type))
            return use.target in columns or not any(end == table or _is_inside(end, table) for end in alike)
    return False


def _is_inside(column: str, table: str) -> bool:
    return column.partition(":")[2].startswith(f"{table.partition(':')[2]}.")
