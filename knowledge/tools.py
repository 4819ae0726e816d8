"""The nine tools of the reference memory server over a store."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, TextContent
from pydantic import BaseModel, JsonValue

from knowledge.errors import KnowledgeError
from knowledge.model import Search
from knowledge.shapes import (
    Added,
    AddedShape,
    AdditionShape,
    DeletionShape,
    Done,
    Entities,
    EntityShape,
    GraphShape,
    Relations,
    RelationShape,
)
from knowledge.store import Store


class Tools:
    """Each public method is a tool of that name; it runs in a worker thread."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_entities(self, entities: list[EntityShape]) -> Annotated[CallToolResult, Entities]:
        """Add entities to the knowledge graph; returns the new ones."""
        with _refusals():
            created = self._store.create_entities([entity.value() for entity in entities])
        return _listed(Entities(entities=[EntityShape.of(entity) for entity in created]), "entities")

    def create_relations(self, relations: list[RelationShape]) -> Annotated[CallToolResult, Relations]:
        """Add relations between entities, in active voice; returns the new ones."""
        with _refusals():
            created = self._store.create_relations([relation.value() for relation in relations])
        return _listed(Relations(relations=[RelationShape.of(relation) for relation in created]), "relations")

    def add_observations(self, observations: list[AdditionShape]) -> Annotated[CallToolResult, Added]:
        """Add observations to existing entities; returns the new ones."""
        with _refusals():
            added = self._store.add_observations([observation.value() for observation in observations])
        return _listed(Added(results=[AddedShape.of(addition) for addition in added]), "results")

    def delete_entities(self, entityNames: list[str]) -> Annotated[CallToolResult, Done]:  # noqa: N803 - the wire name
        """Delete entities with their observations and relations."""
        with _refusals():
            self._store.delete_entities(entityNames)
        return _done("Entities deleted successfully")

    def delete_observations(self, deletions: list[DeletionShape]) -> Annotated[CallToolResult, Done]:
        """Delete observations of entities."""
        with _refusals():
            self._store.delete_observations([deletion.value() for deletion in deletions])
        return _done("Observations deleted successfully")

    def delete_relations(self, relations: list[RelationShape]) -> Annotated[CallToolResult, Done]:
        """Delete relations."""
        with _refusals():
            self._store.delete_relations([relation.value() for relation in relations])
        return _done("Relations deleted successfully")

    def read_graph(self) -> Annotated[CallToolResult, GraphShape]:
        """Read the whole graph; prefer search_nodes when it is large."""
        with _refusals():
            return _whole(GraphShape.of(self._store.read_graph()))

    def search_nodes(self, query: str) -> Annotated[CallToolResult, GraphShape]:
        """Search names, types and observations for all words, in any order; best first, with relations."""
        with _refusals():
            return _whole(GraphShape.of(self._store.search(Search(query=query))))

    def open_nodes(self, names: list[str]) -> Annotated[CallToolResult, GraphShape]:
        """Read entities by exact name, with their relations."""
        with _refusals():
            return _whole(GraphShape.of(self._store.open_nodes(names)))

    def creating(self) -> tuple[Callable[..., CallToolResult], ...]:
        """Tools that only add."""
        return self.create_entities, self.create_relations, self.add_observations

    def deleting(self) -> tuple[Callable[..., CallToolResult], ...]:
        """Tools that remove."""
        return self.delete_entities, self.delete_observations, self.delete_relations

    def reading(self) -> tuple[Callable[..., CallToolResult], ...]:
        """Tools that only read."""
        return self.read_graph, self.search_nodes, self.open_nodes


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except KnowledgeError as error:
        raise ToolError(str(error)) from error


def _result(text: str, shape: BaseModel) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=_json(shape))


def _whole(shape: BaseModel) -> CallToolResult:
    return _result(json.dumps(_json(shape), indent=2, ensure_ascii=False), shape)


def _listed(shape: BaseModel, field: str) -> CallToolResult:
    # The reference server's text is the bare list, while structuredContent must be an object.
    return _result(json.dumps(_json(shape)[field], indent=2, ensure_ascii=False), shape)


def _done(message: str) -> CallToolResult:
    return _result(message, Done(success=True, message=message))


def _json(shape: BaseModel) -> dict[str, JsonValue]:
    return shape.model_dump(mode="json", by_alias=True)
