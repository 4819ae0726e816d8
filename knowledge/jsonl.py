"""The file of the reference memory server: one JSON object a line, first the entities, then the relations."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from knowledge.model import Entity, Relation

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a file; what it says, or why it says nothing that can be kept.

    Attributes:
        number: From 1, as an editor shows it.
        raw: The bytes as they are in the file, with the line's end.
        value: The entity or relation; None when the line is bad.
        fault: Why there is no value; empty when there is one.
    """

    number: int
    raw: bytes
    value: Entity | Relation | None
    fault: str = ""


class _BadLineError(Exception):
    """The line says nothing that can be kept."""


def parse(lines: Iterable[tuple[int, bytes]]) -> Iterator[Line]:
    """Every line that is not blank, in order; a bad one is told, never raised.

    A field the format does not know is ignored, as the reference server ignores it, and an entity without the field
    ``observations`` has none. What the reference server drops in silence, an object of another type, is a bad line.
    """
    for number, raw in lines:
        text = raw.removeprefix(_BOM) if number == 1 else raw
        if not text.strip():
            continue
        try:
            yield Line(number=number, raw=raw, value=_value(text))
        except _BadLineError as error:
            yield Line(number=number, raw=raw, value=None, fault=str(error))


def written(item: Entity | Relation) -> str:
    """The line of an entity or relation, without its end, byte for byte as the reference server writes it."""
    if isinstance(item, Entity):
        fields = {
            "type": "entity",
            "name": item.name,
            "entityType": item.entity_type,
            "observations": list(item.observations),
        }
        return _json(fields)
    return _json({"type": "relation", "from": item.source, "to": item.target, "relationType": item.relation_type})


def _json(fields: Mapping[str, object]) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def _value(line: bytes) -> Entity | Relation:
    try:
        found = json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise _BadLineError("is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise _BadLineError("is not JSON") from error
    if not isinstance(found, dict):
        raise _BadLineError("is no JSON object")
    match found.get("type"):
        case "entity":
            contents = found.get("observations", [])
            if not isinstance(contents, list):
                raise _BadLineError('has no list in "observations"')
            return Entity(
                name=_text(found, "name"),
                entity_type=_text(found, "entityType"),
                observations=tuple(_whole(content, "observations") for content in contents),
            )
        case "relation":
            return Relation(
                source=_text(found, "from"), target=_text(found, "to"), relation_type=_text(found, "relationType")
            )
        case _:
            raise _BadLineError('has a "type" that is neither "entity" nor "relation"')


def _text(found: dict[str, object], field: str) -> str:
    if field not in found:
        raise _BadLineError(f'has no "{field}"')
    return _whole(found[field], field)


def _whole(value: object, field: str) -> str:
    if not isinstance(value, str):
        raise _BadLineError(f'has something other than text in "{field}"')
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise _BadLineError(f'has half of a surrogate pair, which is no character, in "{field}"') from error
    return value
