"""Values at the edges of a type, which migrations die on: shortest and longest, smallest and largest, odd moments."""

from collections.abc import Iterator

from server.model.names import literal
from server.postgres.row_expressions import JSON_TYPES, MOMENT_TYPES, TEXT_TYPES, Shape

_LONG_TEXT = 2000
"""Letters; an index entry takes 2,704 bytes (BTMaxItemSize of 8 kB pages)."""
_WHOLE = {"int2": 2**15, "int4": 2**31, "int8": 2**63}
# The clocks of Europe and America skip an hour and repeat one.
_MOMENTS = (
    "infinity",
    "0001-01-01 00:00:00+00",
    "9999-12-31 23:59:59.999999+00",
    "2024-03-31 01:30:00+00",
    "2024-10-27 00:30:00+00",
    "2024-11-03 05:30:00+00",
)

_OTHERS = {
    **dict.fromkeys(("float4", "float8"), ("NaN", "-Infinity", "-0")),
    **dict.fromkeys(("time", "timetz"), ("00:00:00", "24:00:00")),
    "bytea": ("",),
    "uuid": ("00000000-0000-0000-0000-000000000000",),
    "interval": ("0", "-178000000 years"),
}


def edges_of(shape: Shape) -> tuple[str, ...]:
    """SQL of each edge value of the type, as one of that type; none for types without edges."""
    if shape.labels:
        return ()
    found = [f"CAST({each} AS {shape.element})" for each in _edges(shape)]
    if shape.is_array:
        return (f"CAST('{{}}' AS {shape.type})", f"CAST('{{NULL}}' AS {shape.type})", *(f"ARRAY[{e}]" for e in found))
    return tuple(found)


def _edges(shape: Shape) -> Iterator[str]:
    base = shape.base_type
    if base in _WHOLE:
        yield from (str(-_WHOLE[base]), "0", str(_WHOLE[base] - 1))
    elif base in TEXT_TYPES - {"char"}:
        yield from _texts(shape)
    elif base == "numeric":
        yield from _numerics(shape)
    elif base in MOMENT_TYPES:
        yield from map(literal, _MOMENTS)
    elif base in JSON_TYPES:
        yield from ("'null'", "'{}'", "'[]'", literal('"\\u00e9"'))
    else:
        yield from map(literal, _OTHERS.get(base, ()))


def _texts(shape: Shape) -> Iterator[str]:
    most = 63 if shape.base_type == "name" else _LONG_TEXT
    length = shape.modifiers[0] if shape.modifiers else 1 if shape.type == "character" else most
    yield "''"
    yield f"repeat('w', {min(length, most)})"
    for text in (" ", "'", "é", "漢 🐘", "NULL", "\t\n"):
        if len(text) <= length:
            yield literal(text)


def _numerics(shape: Shape) -> Iterator[str]:
    if not shape.modifiers:
        yield from ("'NaN'", "0", "-1e100", "1e-20")
        return
    precision, scale = (*shape.modifiers, 0)[:2]
    yield from (f"{sign}{'9' * precision}e{-scale}" for sign in ("-", ""))
    yield "0"
