"""Whether a change of type can lose part of a value without an error."""

import re

from server.model.catalog import Column

_WIDTH = {"int2": 1, "int4": 2, "int8": 3, "numeric": 6, "float4": 4, "float8": 5}
_NUMERIC = re.compile(r"numeric\((\d+),(\d+)\)")
_LENGTH = re.compile(r"\((\d+)\)")
_TEXT = frozenset(["varchar", "bpchar", "text", "char", "name"])
_MOMENTS = {"date": 0, "timestamp": 1, "timestamptz": 1}


def loses(before: Column, after: Column, using: str | None) -> str | None:
    """What is lost silently, None when PostgreSQL keeps every value or refuses the statement."""
    if before.base_type == after.base_type == "numeric":
        return _scale(before.type, after.type)
    if using is not None and after.base_type in _TEXT and _shorter(before, after):
        return f"an explicit cast to {after.type} cuts longer texts without an error"
    if before.base_type in _WIDTH and after.base_type in _WIDTH:
        return _number(before, after)
    if before.base_type == "timestamptz" and after.base_type == "timestamp":
        return "the moment is kept only as the session's time zone shows it"
    if before.base_type in _MOMENTS and after.base_type in _MOMENTS:
        return _moment(before, after)
    if before.base_type == "json" and after.base_type == "jsonb":
        return "order of keys, duplicate keys and white space are not kept"
    return None


def shrinks(before: Column, after: Column) -> bool:
    """Whether a value that fits before may be refused after."""
    if before.base_type in _TEXT and after.base_type in _TEXT:
        return _shorter(before, after)
    if before.base_type in _WIDTH and after.base_type in _WIDTH and before.base_type != after.base_type:
        return _WIDTH[after.base_type] < _WIDTH[before.base_type]
    parsed = before.base_type in _TEXT and after.base_type not in _TEXT
    numbers = before.base_type == after.base_type == "numeric"
    return parsed or (numbers and _digits(before.type) > _digits(after.type))


def _number(before: Column, after: Column) -> str | None:
    integers = ("int2", "int4", "int8")
    if before.base_type not in integers and after.base_type in integers:
        return "fractions are rounded away"
    if after.base_type in ("float4", "float8") and before.base_type in ("numeric", "int8"):
        return f"digits beyond the precision of {after.type} are rounded away"
    if before.base_type == "float8" and after.base_type == "float4":
        return "digits beyond single precision are rounded away"
    scale = _NUMERIC.fullmatch(after.type)
    if before.base_type in ("float4", "float8") and scale:
        return f"digits after place {scale[2]} are rounded away"
    return None


def _scale(before: str, after: str) -> str | None:
    limited = _NUMERIC.fullmatch(after)
    if limited is None:
        return None
    known = _NUMERIC.fullmatch(before)
    if known is None or int(known[2]) > int(limited[2]):
        return f"digits after place {limited[2]} are rounded away"
    return None


def _digits(type_name: str) -> float:
    """Digits before the point a numeric holds."""
    match = _NUMERIC.fullmatch(type_name)
    if match:
        return int(match[1]) - int(match[2])
    return float("inf") if type_name == "numeric" else 0


def _shorter(before: Column, after: Column) -> bool:
    return _limit(after.type) < _limit(before.type)


def _limit(type_name: str) -> float:
    match = _LENGTH.search(type_name)
    return int(match[1]) if match else float("inf")


def _moment(before: Column, after: Column) -> str | None:
    if _MOMENTS[after.base_type] < _MOMENTS[before.base_type]:
        return "the time of day is dropped"
    if _limit(after.type) < min(_limit(before.type), 6):
        return f"fractions of a second are rounded to {after.type}"
    return None
