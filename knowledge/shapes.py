"""What goes over the wire: arguments and results of the reference memory server, field by field, and what ours adds."""

from typing import Annotated

from pydantic import BaseModel, Field, WithJsonSchema

from knowledge.model import Entity, Fact, FactKind, Observations, Origin, Relation, Validity
from knowledge.replies import Reply

_TEXT = {"type": "string"}
_BRIEF = WithJsonSchema(
    {
        "type": "array",
        "items": {"properties": {"entityName": _TEXT, "text": _TEXT, "recordedAt": _TEXT, "validity": _TEXT}},
    }
)
"""Facts come only when asked for; their schema in full would cost more than all others in every conversation."""


class EntityShape(BaseModel):
    name: str
    entityType: str  # noqa: N815 - the wire name
    observations: list[str]

    def value(self) -> Entity:
        return Entity(name=self.name, entity_type=self.entityType, observations=tuple(self.observations))

    @classmethod
    def of(cls, entity: Entity) -> "EntityShape":
        return cls(name=entity.name, entityType=entity.entity_type, observations=list(entity.observations))


class RelationShape(BaseModel):
    source: Annotated[str, Field(alias="from")]
    to: str
    relationType: str  # noqa: N815 - the wire name

    def value(self) -> Relation:
        return Relation(source=self.source, target=self.to, relation_type=self.relationType)

    @classmethod
    def of(cls, relation: Relation) -> "RelationShape":
        return cls.model_validate(
            {"from": relation.source, "to": relation.target, "relationType": relation.relation_type}
        )


class AdditionShape(BaseModel):
    entityName: str  # noqa: N815 - the wire name
    contents: list[str]

    def value(self) -> Observations:
        return Observations(entity_name=self.entityName, contents=tuple(self.contents))


class DeletionShape(BaseModel):
    entityName: str  # noqa: N815 - the wire name
    observations: list[str]

    def value(self) -> Observations:
        return Observations(entity_name=self.entityName, contents=tuple(self.observations))


class AddedShape(BaseModel):
    entityName: str  # noqa: N815 - the wire name
    addedObservations: list[str]  # noqa: N815 - the wire name

    @classmethod
    def of(cls, added: Observations) -> "AddedShape":
        return cls(entityName=added.entity_name, addedObservations=list(added.contents))


class OriginShape(BaseModel):
    author: str | None = None
    client: str | None = None
    source: str | None = None
    confidence: float

    @classmethod
    def of(cls, origin: Origin) -> "OriginShape":
        return cls(
            author=origin.author or None,
            client=origin.client or None,
            source=origin.source or None,
            confidence=origin.confidence,
        )


class FactShape(BaseModel):
    entityName: str  # noqa: N815 - the wire name
    kind: FactKind
    text: str | None = None
    relation: RelationShape | None = None
    by: OriginShape
    recordedAt: str | None = None  # noqa: N815 - the wire name
    validity: Validity
    endedAt: str | None = None  # noqa: N815 - the wire name
    endedBy: OriginShape | None = None  # noqa: N815 - the wire name
    replacedBy: str | None = None  # noqa: N815 - the wire name

    @classmethod
    def of(cls, fact: Fact) -> "FactShape":
        return cls(
            entityName=fact.subject,
            kind=fact.kind,
            text=fact.text if fact.relation is None else None,
            relation=None if fact.relation is None else RelationShape.of(fact.relation),
            by=OriginShape.of(fact.origin),
            recordedAt=fact.recorded_at or None,
            validity=fact.validity,
            endedAt=fact.ended_at,
            endedBy=None if fact.ended_by is None else OriginShape.of(fact.ended_by),
            replacedBy=fact.replaced_by,
        )


class Entities(BaseModel):
    entities: list[EntityShape]


class Relations(BaseModel):
    relations: list[RelationShape]


class Added(BaseModel):
    results: list[AddedShape]


class Done(BaseModel):
    success: bool
    message: str


class GraphShape(BaseModel):
    entities: list[EntityShape]
    relations: list[RelationShape]


class PageShape(GraphShape):
    nextCursor: str | None = None  # noqa: N815 - the wire name
    note: str | None = None

    @classmethod
    def of(cls, reply: Reply) -> "PageShape":
        return cls(
            entities=[EntityShape.of(entity) for entity in reply.entities],
            relations=[RelationShape.of(relation) for relation in reply.relations],
            nextCursor=reply.next_cursor,
            note=reply.note,
        )


class FactsShape(PageShape):
    facts: Annotated[list[FactShape] | None, _BRIEF] = None

    @classmethod
    def of(cls, reply: Reply) -> "FactsShape":
        page = PageShape.of(reply)
        facts = None if reply.facts is None else [FactShape.of(fact) for fact in reply.facts]
        return cls(**dict(page), facts=facts)
