"""SQL expressions for made-up values: one template a type, filled in with a number that decides the value."""

import re
from dataclasses import dataclass

from server.model.names import literal

K = "\x00"
"""Stands for the number in a template; PostgreSQL allows it in no text, so no literal can hold it."""

MANY = 1_000_000
"""Number of values from which on a type counts as never running out."""

TEXT_TYPES = frozenset({"text", "varchar", "bpchar", "citext", "name", "char"})
NUMBER_TYPES = frozenset({"int2", "int4", "int8", "numeric", "float4", "float8", "money"})
MOMENT_TYPES = frozenset({"date", "timestamp", "timestamptz"})
TIME_TYPES = frozenset({"time", "timetz"})
JSON_TYPES = frozenset({"json", "jsonb"})

_MODIFIERS = re.compile(r"\((\d+)(?:,(-?\d+))?\)")
_INTEGER_LIMITS = {"int2": 32_000, "int4": 2_000_000_000, "int8": 9_000_000_000_000_000_000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What is needed to know of a type to make values of it."""

    type: str
    """As format_type prints it; of the base type for a domain."""
    base_type: str
    """pg_type.typname, of the element for an array."""
    is_array: bool = False
    labels: tuple[str, ...] = ()
    """Of an enum."""

    @property
    def element(self) -> str:
        """The type of one value: the array's element, else the type itself."""
        return self.type.removesuffix("[]") if self.is_array else self.type

    @property
    def modifiers(self) -> tuple[int, ...]:
        """Length, or precision and scale; empty when the type has none."""
        found = _MODIFIERS.search(self.type)
        return tuple(int(part) for part in found.groups() if part is not None) if found else ()

    @property
    def magnitude(self) -> int:
        """The largest whole number that fits a numeric type."""
        if self.base_type == "numeric" and self.modifiers:
            precision, scale = (*self.modifiers, 0)[:2]
            return int(10 ** max(precision - scale, 0)) - 1
        return _INTEGER_LIMITS.get(self.base_type, 10**12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """Numbered values of a type: different numbers give different values while below ``size``."""

    template: str
    size: int = MANY

    def at(self, number: str) -> str:
        """The SQL of the value with that number, itself an SQL expression of type bigint."""
        return self.template.replace(K, number)


def _values(template: str, size: int = MANY) -> Values:
    return Values(template=template.replace("{k}", K), size=size)


_DAY = "DATE '2024-01-01' + ({k})::int"
_MOMENT = "'2024-01-01 08:00:00+00'::timestamptz + {k} * INTERVAL '37 minutes'"
_BOX = "box(point({k}, {k}), point({k} + 1, {k} + 1))"
# Ranges never overlap, so that the usual exclusion constraint accepts them.
_RANGES = {
    "int4": "int4range(({k} * 10)::int, ({k} * 10 + 5)::int)",
    "int8": "int8range({k} * 10, {k} * 10 + 5)",
    "num": "numrange({k} * 10, {k} * 10 + 5)",
    "date": "daterange(DATE '2024-01-01' + ({k} * 10)::int, DATE '2024-01-06' + ({k} * 10)::int)",
    "ts": "tsrange(TIMESTAMP '2024-01-01' + {k} * INTERVAL '1 day',"
    " TIMESTAMP '2024-01-01 05:00' + {k} * INTERVAL '1 day')",
    "tstz": "tstzrange('2024-01-01 00:00+00'::timestamptz + {k} * INTERVAL '24 hours',"
    " '2024-01-01 05:00+00'::timestamptz + {k} * INTERVAL '24 hours')",
}

_SIMPLE: dict[str, Values] = {
    "int2": _values("{k}", 32_000),
    # Not the small numbers that a change's own INSERT may use as keys, and still fit for a smaller type.
    "int4": _values("{k} + 10000"),
    "int8": _values("{k} + 10000"),
    "oid": _values("{k}"),
    "float4": _values("{k} + 0.25"),
    "float8": _values("{k} + 0.25"),
    "money": _values("({k} + 0.25)::numeric"),
    "bool": _values("{k} % 2 = 0", 2),
    "date": _values(_DAY),
    "timestamp": _values("TIMESTAMP '2024-01-01 08:00:00' + {k} * INTERVAL '37 minutes'"),
    "timestamptz": _values(_MOMENT),
    # 1,747 seconds share no factor with a day, so that going round it they meet every second once.
    "time": _values("TIME '00:00' + {k} * INTERVAL '29 minutes 7 seconds'", 86_400),
    "timetz": _values("'00:00+00'::timetz + {k} * INTERVAL '29 minutes 7 seconds'", 86_400),
    "interval": _values("{k} * INTERVAL '1 minute'"),
    "json": _values("json_build_object('number', {k}, 'text', 'value ' || {k})"),
    "jsonb": _values("jsonb_build_object('number', {k}, 'text', 'value ' || {k})"),
    "bytea": _values("decode(lpad(to_hex({k}), 8, '0'), 'hex')"),
    "inet": _values("'10.0.0.0'::inet + {k}"),
    "cidr": _values("'10.0.0.0'::inet + {k}"),
    "macaddr": _values("'020000' || lpad(to_hex({k}), 6, '0')"),
    "macaddr8": _values("'0200000000' || lpad(to_hex({k}), 6, '0')"),
    "tsvector": _values("array_to_tsvector(ARRAY['word', 'w' || {k}])"),
    "tsquery": _values("'w' || {k}"),
    "xml": _values("'<value>' || {k} || '</value>'"),
    "pg_lsn": _values("'0/' || to_hex({k})"),
    "point": _values("point({k}, {k} + 1)"),
    "line": _values("line(point({k}, 0), point({k}, 1))"),
    "lseg": _values("lseg(point({k}, 0), point({k}, 1))"),
    "box": _values(_BOX),
    "path": _values(f"path(polygon({_BOX}))"),
    "polygon": _values(f"polygon({_BOX})"),
    "circle": _values("circle(point({k}, 0), 1)"),
    "char": _values("chr(97 + ({k} % 26)::int)", 26),
    "hstore": _values("'number=>' || {k}"),
    "ltree": _values("'top.n' || {k}"),
    **{f"{name}range": _values(sql) for name, sql in _RANGES.items()},
    **{f"{name}multirange": _values(f"{name}multirange({sql})") for name, sql in _RANGES.items()},
}


def values_of(shape: Shape, label: str) -> Values | None:
    """Values of the type, each of exactly that type; None when we know of none.

    Args:
        shape: The type.
        label: Name of the column, a part of its texts and UUIDs.
    """
    element = _element_values(shape, label)
    if element is None:
        return None
    one = cast(element, shape.element)
    if not shape.is_array:
        return one
    second = one.at(f"({K} + 1)")
    return Values(template=f"(ARRAY[{one.template}, {second}])[1:1 + ({K} % 2)::int]", size=one.size)


def cast(values: Values, type_sql: str) -> Values:
    """The same values as another type."""
    return Values(template=f"CAST({values.template} AS {type_sql})", size=values.size)


def mixed(parts: list[Values]) -> Values:
    """The parts in turn: number 0 from the first, 1 from the second and so on round."""
    if len(parts) == 1:
        return parts[0]
    count = len(parts)
    arms = " ".join(f"WHEN {j} THEN {part.at(f'({K} / {count})')}" for j, part in enumerate(parts))
    return Values(template=f"CASE {K} % {count} {arms} END", size=min(MANY, sum(part.size for part in parts)))


def letters(length: int) -> Values:
    """Texts of exactly that many lower-case letters."""
    varying = min(length, 5)
    parts = [f"chr(97 + ({K} / {26**place} % 26)::int)" for place in reversed(range(varying))]
    padding = [literal("a" * (length - varying))] if length > varying else []
    return Values(template=" || ".join(padding + parts) or "''", size=min(MANY, 26**varying))


def _element_values(shape: Shape, label: str) -> Values | None:
    plain = re.sub(r"[^a-z0-9_]", "", label.lower()) or "value"
    if shape.labels:
        choices = ", ".join(literal(each) for each in shape.labels)
        return Values(template=f"(ARRAY[{choices}])[1 + ({K} % {len(shape.labels)})::int]", size=len(shape.labels))
    match shape.base_type:
        case "numeric":
            return _numeric_values(shape)
        case "text" | "varchar" | "bpchar" | "citext" | "name":
            return _text_values(shape, plain)
        case "uuid":
            return Values(template=f"md5({literal(plain)} || {K})")
        case "bit" | "varbit":
            return _bit_values(shape)
        case "vector":
            length = (shape.modifiers or (3,))[0]
            return Values(template=f"array_fill(({K})::real, ARRAY[{length}])")
        case simple:
            return _SIMPLE.get(simple)


def _numeric_values(shape: Shape) -> Values:
    precision, scale = (*shape.modifiers, 0)[:2] if shape.modifiers else (30, 2)
    if precision - scale >= 4 and scale >= 0:
        # The whole part alone makes the value distinct; the fraction makes rounding and truncation visible.
        fraction = 10 ** min(scale, 2)
        return Values(
            template=f"(({K}) + ({K} % {fraction})::numeric / {fraction})", size=min(MANY, 10 ** (precision - scale))
        )
    size = 10**precision
    return Values(template=f"(({K} % {size}) * 10::numeric ^ ({-scale}))", size=min(MANY, size))


def _text_values(shape: Shape, label: str) -> Values:
    unlimited = 63 if shape.base_type == "name" else 1000
    length = shape.modifiers[0] if shape.modifiers else 1 if shape.type == "character" else unlimited
    if length <= 5:
        return letters(length)
    prefix = f"{label[: length - 7]}-" if length >= 8 else ""
    return Values(template=f"{literal(prefix)} || {K}")


def _bit_values(shape: Shape) -> Values:
    fixed = shape.base_type == "bit"
    length = shape.modifiers[0] if shape.modifiers else 1 if fixed else 31
    width = length if fixed else min(length, 31)
    return Values(template=f"({K})::bigint::bit({width})", size=min(MANY, 2**width))
