"""Values that stand a chance of satisfying a CHECK, read from the constants in its text."""

import itertools
import re
from decimal import Decimal

from server.model.names import identifier, literal
from server.postgres.row_expressions import (
    JSON_TYPES,
    MANY,
    MOMENT_TYPES,
    NUMBER_TYPES,
    TEXT_TYPES,
    TIME_TYPES,
    K,
    Shape,
    Values,
    cast,
    letters,
)

# Expressions come from pg_get_expr, so these are all the forms in which constants and names are printed.
_TOKEN = re.compile(
    r"(?P<escape>E?)'(?P<text>(?:[^'\\]|''|\\.)*)'"
    r'|"(?P<quoted>(?:[^"]|"")*)"'
    r"|(?P<word>[^\W\d]\w*)"
    r"|(?P<number>\d+(?:\.\d+)?)"
)
_NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"\d\d:\d\d")
_LONGEST = 200
"""Lengths above this are taken for values, not for lengths of a text."""


def mentioned(expression: str) -> frozenset[str]:
    """The names in an expression: of columns, but of functions and types too."""
    return frozenset(
        match["word"] if match["word"] else match["quoted"].replace('""', '"')
        for match in _TOKEN.finditer(expression)
        if match["word"] or match["quoted"] is not None
    )


def with_value(expression: str, column: str) -> str:
    """The condition of a domain as a condition of a column."""
    return _TOKEN.sub(lambda match: identifier(column) if match["word"] == "VALUE" else match[0], expression)


def candidates(shape: Shape, expressions: list[str]) -> list[Values]:
    """Values of the type that the constants of the expressions suggest; empty when they suggest none."""
    found: dict[str, None] = {}
    for expression in expressions:
        found.update(dict.fromkeys(_suggestions(shape, expression)))
    parts = [cast(Values(template=template, size=_size(template)), shape.element) for template in found]
    if shape.is_array:
        return [Values(template=f"ARRAY[{part.template}]", size=part.size) for part in parts]
    return parts


def _size(template: str) -> int:
    return MANY if K in template else 1


def _suggestions(shape: Shape, expression: str) -> list[str]:
    if shape.base_type in TEXT_TYPES and not shape.labels:
        return _texts(expression)
    if shape.base_type in NUMBER_TYPES:
        return _numbers(shape, expression)
    if shape.base_type in MOMENT_TYPES:
        return _moments(expression)
    if shape.base_type in TIME_TYPES:
        return _times(expression)
    if shape.base_type in JSON_TYPES and "typeof" in expression:
        return [literal(text) for text in ("{}", "[]", "[1]", '"text"', "1", "true")]
    return []


def _constants(expression: str) -> list[tuple[str, str]]:
    """Each string constant with the operator before it."""
    found: list[tuple[str, str]] = []
    for match in _TOKEN.finditer(expression):
        if match["text"] is None:
            continue
        text = match["text"].replace("''", "'")
        before = expression[: match.start()].rstrip(" (")
        operator = re.search(r"[!~*=<>]*\Z", before)
        found.append((re.sub(r"\\(.)", r"\1", text) if match["escape"] else text, operator[0] if operator else ""))
    return found


def _plain_numbers(expression: str) -> list[Decimal]:
    numbers = [match["number"] for match in _TOKEN.finditer(expression) if match["number"]]
    numbers += [text for text, _ in _constants(expression) if _NUMBER.match(text)]
    return sorted({Decimal(number) for number in numbers})


def _texts(expression: str) -> list[str]:
    templates: list[str] = []
    for text, operator in _constants(expression):
        if operator.startswith("~~"):
            templates.append(_like(text))
        elif operator.startswith("~"):
            templates.extend(examples(text))
        elif not operator.startswith("!"):
            templates.append(literal(text))
            if len(text) == 1:
                templates.append(f"'x' || {literal(text)} || 'y' || {K}")
    for number in _plain_numbers(expression):
        if number == int(number) and 0 <= number <= _LONGEST:
            length = int(number)
            templates.extend(letters(each).template for each in (length, length + 1, length - 1) if each > 0)
    if "upper(" in expression:
        templates.extend(f"upper({template})" for template in (*templates, f"'X' || {K}"))
    return templates


def _like(pattern: str) -> str:
    parts = [literal(part.replace("_", "a")) for part in pattern.split("%")]
    return f" || 'x' || {K} || ".join(parts)


def _numbers(shape: Shape, expression: str) -> list[str]:
    numbers = _plain_numbers(expression)
    templates: list[str] = []
    for number in numbers:
        templates += [f"{number}", f"{number} + 1 + {K}", f"{number} - 1 - {K}"]
    for low, high in itertools.pairwise(numbers):
        templates.append(f"{low} + ({high - low}) * ({K} % 101) / 100.0")
        templates.append(f"{low} + {K} % {int(high - low) + 1}")
    most = shape.magnitude
    return [f"least(greatest(({template})::numeric, {-most}), {most})" for template in templates]


def _moments(expression: str) -> list[str]:
    templates: list[str] = []
    for text, _ in _constants(expression):
        if _MOMENT.match(text):
            start = f"{literal(text)}::timestamptz"
            templates += [start, f"{start} + ({K} % 28) * INTERVAL '1 day' + {K} * INTERVAL '1 second'"]
            templates += [f"{start} - (1 + {K} % 28) * INTERVAL '1 day' - {K} * INTERVAL '1 second'"]
    return templates


_PIECE = re.compile(r"\[(?P<not>\^?)(?P<set>\]?[^\]]*)\]|\\(?P<escape>.)|(?P<any>\.)|(?P<plain>[^\\\[\](){}|*+?^$])")
_REPEAT = re.compile(r"\{(\d+)(?:,\d*)?\}|([*+?])")
_CLASSES = {"d": "0", "w": "a", "s": " ", "S": "a", "D": "a", "W": "-"}


def _times(expression: str) -> list[str]:
    templates: list[str] = []
    for text, _ in _constants(expression):
        if _TIME.match(text):
            start = f"{literal(text)}::time"
            templates += [start, *(f"{start} {sign} (1 + {K} % 900) * INTERVAL '2 seconds'" for sign in "+-")]
    return templates


_GROUP = re.compile(
    r"\\.|\[\^?\]?[^\]]*\]|(?P<group>\((?:\?:)?(?P<inside>(?:[^()\\\[]|\\.|\[\^?\]?[^\]]*\])*)\))(?P<maybe>[?*])?"
)
_ALTERNATIVE = re.compile(r"(?:[^|\\\[]|\\.|\[\^?\]?[^\]]*\])+")
_MOST_EXAMPLES = 8


def examples(pattern: str) -> list[str]:
    """Templates of texts that match a regular expression, one an alternative; empty when it is too involved."""
    waiting, plain = [pattern], list[str]()
    while waiting and len(waiting) + len(plain) <= _MOST_EXAMPLES:
        head = waiting.pop(0)
        group = next((found for found in _GROUP.finditer(head) if found["group"]), None)
        if group is None:
            plain.extend(_ALTERNATIVE.findall(head))
            continue
        inside = _ALTERNATIVE.findall(group["inside"]) + [""] * bool(group["maybe"])
        waiting.extend(head[: group.start()] + each + head[group.end() :] for each in inside)
    return [template for each in plain if (template := _example(each))]


def _example(pattern: str) -> str:
    at, end = int(pattern.startswith("^")), len(pattern) - int(pattern.endswith("$"))
    pieces: list[str] = []
    while at < end:
        piece = _PIECE.match(pattern, at, end)
        if piece is None:
            return ""
        repeat = _REPEAT.match(pattern, piece.end(), end)
        at = repeat.end() if repeat else piece.end()
        times = int(repeat[1]) if repeat and repeat[1] else 1
        pieces.append(_piece_template(piece, times))
    return " || ".join(pieces)


def _piece_template(piece: re.Match[str], times: int) -> str:
    if piece["plain"] or piece["escape"]:
        text = piece["plain"] or _CLASSES.get(piece["escape"], piece["escape"])
        return literal(text * times)
    if piece["any"] or piece["not"]:
        return letters(times).template
    alphabet = _alphabet(piece["set"])
    varying = min(times, 4)
    size = len(alphabet)
    places = [
        f"substr({literal(alphabet)}, 1 + ({K} / {size**place} % {size})::int, 1)" for place in reversed(range(varying))
    ]
    return " || ".join([literal(alphabet[0] * (times - varying)), *places])


def _alphabet(members: str) -> str:
    expanded = (
        re.sub(r"(\w)-(\w)", lambda span: "".join(map(chr, range(ord(span[1]), ord(span[2]) + 1))), members)
        .replace("[:alpha:", "abcdefgh")
        .replace("[:digit:", "0123456789")
        .replace("[:alnum:", "abcdefgh0123")
    )
    return re.sub(r"\\(.)", lambda escape: _CLASSES.get(escape[1], escape[1]), expanded) or "a"
