"""Schemas, enums, functions and triggers."""

from collections.abc import Iterator
from dataclasses import dataclass

from server.diff.piece import Key, Piece
from server.diff.pieces.keys import table_key
from server.model.catalog import PG_NAMESPACE, PG_PROC, PG_TRIGGER, PG_TYPE, Catalog, Enum, Function, Trigger
from server.model.names import QualifiedName, identifier, literal

_PUBLIC = "public"
_PUBLIC_OF_OWNER_SINCE = 150000
"""https://www.postgresql.org/docs/15/release-15.html: only its owner, pg_database_owner, may create in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumValue:
    """Labels of an enum in order."""

    type: QualifiedName
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionValue:
    """A function's definition, and what of it CREATE OR REPLACE cannot change."""

    definition: str
    fixed: tuple[str, ...]
    text: str
    """Its body where that is text in SQL, of which PostgreSQL knows nothing once it has read it."""


def object_pieces(catalog: Catalog) -> Iterator[Piece]:
    """One piece each."""
    for oid, name in catalog.schemas.items():
        own = identifier(name)
        yield Piece(
            kind="schema",
            identity=own,
            value=None,
            create=(f"CREATE SCHEMA {own}", *(_as_from_the_start(catalog) if name == _PUBLIC else ())),
            drop=f"DROP SCHEMA {own}",
            address=(PG_NAMESPACE, oid, 0),
        )
    yield from map(_enum, catalog.enums.values())
    yield from map(_function, catalog.functions.values())
    yield from (_trigger(catalog, trigger) for trigger in catalog.triggers.values())


def _as_from_the_start(catalog: Catalog) -> Iterator[str]:
    """What the schema public has in every new database; what it has instead of that are pieces of their own."""
    if catalog.server_version >= _PUBLIC_OF_OWNER_SINCE:
        yield f"ALTER SCHEMA {_PUBLIC} OWNER TO pg_database_owner"
        yield f"GRANT USAGE ON SCHEMA {_PUBLIC} TO PUBLIC"
    else:
        # Its owner was the bootstrap superuser, whom nobody else can make one.
        yield f"GRANT ALL ON SCHEMA {_PUBLIC} TO PUBLIC"
    yield f"COMMENT ON SCHEMA {_PUBLIC} IS 'standard public schema'"


def _enum(enum: Enum) -> Piece:
    labels = ", ".join(literal(label).strip() for label in enum.labels)
    return Piece(
        kind="enum",
        identity=enum.name.sql,
        value=EnumValue(type=enum.name, labels=enum.labels),
        create=(f"CREATE TYPE {enum.name} AS ENUM ({labels})",),
        drop=f"DROP TYPE {enum.name}",
        address=(PG_TYPE, enum.oid, 0),
        names=(("type", enum.name.sql),),
    )


def _function(function: Function) -> Piece:
    signature = f"{function.name}({function.arguments})"
    return Piece(
        kind="function",
        identity=f"{function.name}({function.argument_types})",
        value=FunctionValue(
            definition=function.definition.strip(),
            fixed=(str(function.procedure), function.result, function.signature),
            text=function.source if function.language == "sql" else "",
        ),
        create=(function.definition.strip(),),
        drop=f"DROP {'PROCEDURE' if function.procedure else 'FUNCTION'} {signature}",
        address=(PG_PROC, function.oid, 0),
        names=(("routine", f"{function.name}({function.argument_types})"),),
    )


def _trigger(catalog: Catalog, trigger: Trigger) -> Piece:
    table = catalog.tables.get(trigger.table_oid)
    relation = table.name if table else catalog.views[trigger.table_oid].name
    whole: Key = table_key(relation) if table else ("view", relation.sql)
    return Piece(
        kind="trigger",
        identity=f"{identifier(trigger.name)} on {relation}",
        value=trigger.definition,
        create=(trigger.definition,),
        drop=f"DROP TRIGGER {identifier(trigger.name)} ON {relation}",
        address=(PG_TRIGGER, trigger.oid, 0),
        whole=whole,
    )
