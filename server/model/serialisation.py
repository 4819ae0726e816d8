"""Frozen values to JSON and back, exactly: what a field's type does not allow is refused, never guessed."""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from server.errors import PlanError

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None
"""Whatever ``json.dumps`` takes."""

TAG = "$type"
"""Key that names the class where a field allows several."""

T = TypeVar("T")


def to_json(value: object) -> Json:
    """The value as JSON: dataclasses as objects, tuples as arrays, enumeration members by name."""
    return _encode(value, type(value), "value")


def from_json(kind: type[T], data: Json) -> T:
    """The value that ``to_json`` wrote.

    Args:
        kind: Its class.
        data: What ``json.loads`` gave.

    Raises:
        PlanError: A key is missing, unknown or of the wrong type; the message has its path.
    """
    return cast(T, _decode(kind, data, kind.__name__))


@cache
def hints_of(kind: type) -> dict[str, Any]:
    """The type of each field of a dataclass, by its name."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _members(kind: object) -> tuple[Any, ...]:
    if get_origin(kind) in (Union, types.UnionType):
        return tuple(member for part in get_args(kind) for member in _members(part))
    return (kind,)


def _classes(kind: object) -> dict[str, type]:
    return {member.__name__: member for member in _members(kind) if is_dataclass(member) and isinstance(member, type)}


def _encode(value: object, kind: object, path: str) -> Json:
    if is_dataclass(value) and not isinstance(value, type):
        data = {
            name: _encode(getattr(value, name), hint, f"{path}.{name}") for name, hint in hints_of(type(value)).items()
        }
        return {TAG: type(value).__name__, **data} if len(_classes(kind)) > 1 else data
    if isinstance(value, Enum):
        return value.name
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple):
        hints = _item_kinds(kind, len(value))
        return [_encode(item, hint, f"{path}[{n}]") for n, (item, hint) in enumerate(zip(value, hints, strict=True))]
    if isinstance(value, Mapping):
        hint = (get_args(kind) or (str, object))[1]
        return {_text_key(key, path): _encode(item, hint, f"{path}.{key}") for key, item in value.items()}
    raise PlanError(f"{path} is a {type(value).__name__}, which has no form in JSON")


def _text_key(key: object, path: str) -> str:
    if not isinstance(key, str):
        raise PlanError(f"{path} has the key {key!r}; only text can be a key in JSON")
    return key


def _item_kinds(kind: object, length: int) -> tuple[Any, ...]:
    tuples = [member for member in _members(kind) if get_origin(member) is tuple]
    arguments = get_args(tuples[0]) if tuples else (object, ...)
    if arguments[-1:] == (...,):
        return (arguments[0],) * length
    return arguments


def _decode(kind: Any, data: Json, path: str) -> object:
    members = _members(kind)
    if len(members) > 1:
        return _decode_union(kind, members, data, path)
    origin = get_origin(kind)
    if is_dataclass(kind) and isinstance(kind, type):
        return _decode_object(kind, data, path)
    if origin is tuple:
        return _decode_tuple(kind, data, path)
    if origin in (dict, Mapping):
        _expect(isinstance(data, dict), "an object", path)
        hint = get_args(kind)[1]
        return {key: _decode(hint, item, f"{path}.{key}") for key, item in cast(dict[str, Json], data).items()}
    return _decode_scalar(kind, data, path)


def _decode_union(kind: object, members: tuple[Any, ...], data: Json, path: str) -> object:
    if data is None and type(None) in members:
        return None
    classes = _classes(kind)
    if len(classes) > 1 and isinstance(data, dict):
        tag = data.get(TAG)
        _expect(isinstance(tag, str) and tag in classes, f"an object whose {TAG} is one of {', '.join(classes)}", path)
        return _decode_object(classes[str(tag)], {key: item for key, item in data.items() if key != TAG}, path)
    rest = [member for member in members if member is not type(None)]
    for member in rest[:-1]:
        try:
            return _decode(member, data, path)
        except PlanError:
            continue
    return _decode(rest[-1], data, path)


def _decode_object(kind: type, data: Json, path: str) -> object:
    hints = hints_of(kind)
    if not isinstance(data, dict):
        raise PlanError(f"{path} must be an object")
    for key in data:
        _expect(key in hints, f"without the unknown key {key!r}", path)
    for key in hints:
        _expect(key in data, f"an object with the key {key!r}", path)
    return kind(**{key: _decode(hint, data[key], f"{path}.{key}") for key, hint in hints.items()})


def _decode_tuple(kind: object, data: Json, path: str) -> tuple[object, ...]:
    if not isinstance(data, list):
        raise PlanError(f"{path} must be an array")
    hints = _item_kinds(kind, len(data))
    _expect(len(hints) == len(data), f"an array of {len(hints)}", path)
    return tuple(_decode(hint, item, f"{path}[{n}]") for n, (item, hint) in enumerate(zip(data, hints, strict=True)))


def _decode_scalar(kind: Any, data: Json, path: str) -> object:
    if get_origin(kind) is Literal:
        choices = get_args(kind)
        _expect(
            any(data == choice and type(data) is type(choice) for choice in choices), f"one of {list(choices)}", path
        )
        return data
    if isinstance(kind, type) and issubclass(kind, Enum):
        _expect(isinstance(data, str) and data in kind.__members__, f"one of {list(kind.__members__)}", path)
        return kind[str(data)]
    if kind is float and type(data) is int:
        return float(data)
    _expect(type(data) is kind, "null" if kind is type(None) else f"of type {kind.__name__}", path)
    return data


def _expect(holds: bool, what: str, path: str) -> None:
    if not holds:
        raise PlanError(f"{path} must be {what}")
