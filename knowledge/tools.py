"""The nine tools of the reference memory server over a store, and the arguments it lacks."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, TextContent
from pydantic import BaseModel, BeforeValidator, Field, JsonValue

from knowledge.arguments import Text, Truth
from knowledge.errors import KnowledgeError, UnknownEntity
from knowledge.model import Origin, Search, Validity
from knowledge.replies import Reply, found, listed, opened, whole
from knowledge.shapes import (
    Added,
    AddedShape,
    AdditionShape,
    DeletionShape,
    Done,
    Entities,
    EntityShape,
    FactsShape,
    PageShape,
    Relations,
    RelationShape,
)
from knowledge.store import Store

Session = Context[Any, Any]
Limit = Annotated[int | None, Field(ge=1, le=100_000, description="entities at most")]
Cursor = Annotated[Text, Field(description="nextCursor of the reply before")]
Types = Annotated[
    tuple[str, ...],
    Field(description="only these"),
    BeforeValidator(lambda value: () if value is None else value),
]
Since = Annotated[Text, Field(description="only what changed since, ISO 8601")]
Budget = Annotated[int | None, Field(ge=100, le=250_000, description="tokens, about")]
Depth = Annotated[
    int,
    Field(ge=0, le=5, description="also entities so many relations away"),
    BeforeValidator(lambda value: 0 if value is None else value),
]
Past = Annotated[Truth, Field(description="also who said what and when, and what ended")]
Erase = Annotated[Truth, Field(description="keep no history")]
Because = Annotated[
    Literal["retracted", "superseded", "contradicted"],
    BeforeValidator(lambda value: "retracted" if value is None else value),
]

_MOST_OF_A_NAME = 200
"""Characters of what a client says of itself that are kept."""


class Tools:
    """Each public method is a tool of that name; it runs in a worker thread."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_entities(self, entities: list[EntityShape], session: Session) -> Annotated[CallToolResult, Entities]:
        """Create multiple new entities in the knowledge graph; returns those that are new."""
        with _refusals():
            created = self._store.create_entities([entity.value() for entity in entities], by=_origin(session))
        return _listed(Entities(entities=[EntityShape.of(entity) for entity in created]), "entities")

    def create_relations(
        self, relations: list[RelationShape], session: Session
    ) -> Annotated[CallToolResult, Relations]:
        """Create multiple new relations between entities, in active voice; returns those that are new."""
        with _refusals():
            created = self._store.create_relations([relation.value() for relation in relations], by=_origin(session))
        return _listed(Relations(relations=[RelationShape.of(relation) for relation in created]), "relations")

    def add_observations(self, observations: list[AdditionShape], session: Session) -> Annotated[CallToolResult, Added]:
        """Add new observations to existing entities; returns those that are new."""
        with _refusals():
            requests = [observation.value() for observation in observations]
            added = self._store.add_observations(requests, by=_origin(session))
        return _listed(Added(results=[AddedShape.of(addition) for addition in added]), "results")

    def delete_entities(
        self,
        entityNames: list[str],  # noqa: N803 - the wire name
        session: Session,
        erase: Erase = False,
    ) -> Annotated[CallToolResult, Done]:
        """Delete entities and their relations."""
        with _refusals():
            self._store.delete_entities(entityNames, by=_origin(session), erase=erase)
        return _done("Entities deleted successfully")

    def delete_observations(
        self,
        deletions: list[DeletionShape],
        session: Session,
        *,
        because: Because = "retracted",
        replaced_by: Text = "",
        erase: Erase = False,
    ) -> Annotated[CallToolResult, Done]:
        """Delete observations from entities."""
        with _refusals():
            requests = [deletion.value() for deletion in deletions]
            self._store.delete_observations(
                requests, because=Validity(because), replaced_by=replaced_by or None, by=_origin(session), erase=erase
            )
        return _done("Observations deleted successfully")

    def delete_relations(
        self,
        relations: list[RelationShape],
        session: Session,
        *,
        because: Because = "retracted",
        replaced_by: Text = "",
        erase: Erase = False,
    ) -> Annotated[CallToolResult, Done]:
        """Delete relations from the knowledge graph."""
        with _refusals():
            unwanted = [relation.value() for relation in relations]
            self._store.delete_relations(
                unwanted, because=Validity(because), replaced_by=replaced_by or None, by=_origin(session), erase=erase
            )
        return _done("Relations deleted successfully")

    def read_graph(
        self, *, limit: Limit = None, cursor: Cursor = "", entity_types: Types = (), since: Since = ""
    ) -> Annotated[CallToolResult, PageShape]:
        """Read the knowledge graph: all of it while it is small, else a page; prefer search_nodes then."""
        everything = Search(
            query="", limit=limit, cursor=cursor or None, entity_types=entity_types, since=since or None
        )
        with _refusals():
            graph = whole(self._store) if everything == Search(query="") else None
            if graph is not None:
                return _whole(PageShape.of(Reply(entities=graph.entities, relations=graph.relations)))
            return _whole(PageShape.of(listed(self._store, everything)))

    def search_nodes(
        self,
        query: str,
        *,
        limit: Limit = None,
        cursor: Cursor = "",
        entity_types: Types = (),
        relation_types: Types = (),
        since: Since = "",
        depth: Depth = 0,
        past: Past = False,
        budget: Budget = None,
    ) -> Annotated[CallToolResult, FactsShape]:
        """Search names, types, observations and relations for words in any order or parts of them; best match first."""
        search = Search(
            query=query,
            limit=limit,
            cursor=cursor or None,
            entity_types=entity_types,
            relation_types=relation_types,
            since=since or None,
            depth=depth,
            past=past,
            budget=budget,
        )
        with _refusals():
            return _whole(FactsShape.of(found(self._store, search)))

    def open_nodes(
        self, names: list[str], *, depth: Depth = 0, limit: Limit = None, past: Past = False
    ) -> Annotated[CallToolResult, FactsShape]:
        """Open entities by their exact names, with their relations."""
        with _refusals():
            return _whole(FactsShape.of(opened(self._store, names, depth=depth, limit=limit, past=past)))

    def creating(self) -> tuple[Callable[..., CallToolResult], ...]:
        """Tools that only add."""
        return self.create_entities, self.create_relations, self.add_observations

    def deleting(self) -> tuple[Callable[..., CallToolResult], ...]:
        """Tools that remove."""
        return self.delete_entities, self.delete_observations, self.delete_relations

    def reading(self) -> tuple[Callable[..., CallToolResult], ...]:
        """Tools that only read."""
        return self.read_graph, self.search_nodes, self.open_nodes


def as_json(value: object) -> str:
    """A text of JSON, byte for byte as the reference server writes it."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def json_of(shape: BaseModel) -> dict[str, JsonValue]:
    """What a shape is on the wire; what is not there is left out."""
    return shape.model_dump(mode="json", by_alias=True, exclude_none=True)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except UnknownEntity as error:
        # The reference server's own words, which clients may know.
        raise ToolError(f"Entity with name {error.name} not found") from error
    except KnowledgeError as error:
        raise ToolError(str(error)) from error


def _origin(session: Session) -> Origin:
    peer = session.request_context.session.client_params
    client = "" if peer is None else f"{peer.client_info.name} {peer.client_info.version}".strip()
    return Origin(client=client[:_MOST_OF_A_NAME], source="tool")


def _whole(shape: BaseModel) -> CallToolResult:
    structured = json_of(shape)
    return _result(as_json(structured), structured)


def _listed(shape: BaseModel, field: str) -> CallToolResult:
    # The reference server's text is the bare list, while structuredContent must be an object.
    structured = json_of(shape)
    return _result(as_json(structured[field]), structured)


def _done(message: str) -> CallToolResult:
    return _result(message, json_of(Done(success=True, message=message)))


def _result(text: str, structured: dict[str, JsonValue]) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=structured)
