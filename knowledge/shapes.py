"""What goes over the wire: the arguments and results of the reference memory server, field by field."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from knowledge.model import Entity, Graph, Observations, Page, Relation


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class EntityShape(_Shape):
    name: str
    entityType: str  # noqa: N815 - the wire name
    observations: list[str]

    def value(self) -> Entity:
        return Entity(name=self.name, entity_type=self.entityType, observations=tuple(self.observations))

    @classmethod
    def of(cls, entity: Entity) -> "EntityShape":
        return cls(name=entity.name, entityType=entity.entity_type, observations=list(entity.observations))


class RelationShape(_Shape):
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


class AdditionShape(_Shape):
    entityName: str  # noqa: N815 - the wire name
    contents: list[str]

    def value(self) -> Observations:
        return Observations(entity_name=self.entityName, contents=tuple(self.contents))


class DeletionShape(_Shape):
    entityName: str  # noqa: N815 - the wire name
    observations: list[str]

    def value(self) -> Observations:
        return Observations(entity_name=self.entityName, contents=tuple(self.observations))


class AddedShape(_Shape):
    entityName: str  # noqa: N815 - the wire name
    addedObservations: list[str]  # noqa: N815 - the wire name

    @classmethod
    def of(cls, added: Observations) -> "AddedShape":
        return cls(entityName=added.entity_name, addedObservations=list(added.contents))


class Entities(_Shape):
    entities: list[EntityShape]


class Relations(_Shape):
    relations: list[RelationShape]


class Added(_Shape):
    results: list[AddedShape]


class Done(_Shape):
    success: bool
    message: str


class GraphShape(_Shape):
    entities: list[EntityShape]
    relations: list[RelationShape]

    @classmethod
    def of(cls, graph: Graph | Page) -> "GraphShape":
        return cls(
            entities=[EntityShape.of(entity) for entity in graph.entities],
            relations=[RelationShape.of(relation) for relation in graph.relations],
        )
