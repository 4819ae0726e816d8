"""Texts as the server prints them, in the form that it prints once it has read them again.

``code IN ('a', 'b')`` on a varchar is kept as an array that is converted as a whole and printed as
``(ARRAY['a'::character varying, ...])::text[]``. PostgreSQL reads that as an array whose elements are converted each
(transformTypeCast in its parser/parse_expr.c, all supported versions), and prints
``ARRAY[('a'::character varying)::text, ...]`` from then on. Both say the same, and nothing printed can bring the first
back: whoever compares schemas, or restores one from a dump, must take it for the second.
"""

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"""(?:[eE]'(?:[^'\\]|\\.|'')*')     # string constant with escapes
      | '(?:[^']|'')*'                   # string constant
      | "(?:[^"]|"")*"                   # quoted identifier
      | (\$(?:[^\W\d]\w*)?\$).*?\1       # string constant between dollar quotes
      | [^\W\d][\w$]*                    # plain identifier or keyword
      | .""",
    re.VERBOSE | re.DOTALL,
)
_SIGN = "(ARRAY["
_NAME = r'(?:"(?:[^"]|"")+"|[^\W\d][\w$]*)'
_OF_TYPE = re.compile(
    rf"""\)::({_NAME}(?:\.{_NAME})?(?:\ varying|\ precision)?(?:\([-\d,]+\))?(?:\ with(?:out)?\ time\ zone)?)\[\]""",
    re.VERBOSE,
)


def as_read_again(text: str) -> str:
    """The printed text with the type of each whole array written at its elements."""
    return _Printed(text).again() if _SIGN in text else text


class _Printed:
    """One text, taken apart once."""

    def __init__(self, text: str) -> None:
        self._text = text
        found = [match.span() for match in _TOKEN.finditer(text)]
        self._starts = [start for start, _ in found]
        self._tokens = [text[start:end] for start, end in found]

    def again(self) -> str:
        return "".join(self._between(0, len(self._tokens)))

    def _between(self, at: int, end: int) -> Iterator[str]:
        while at < end:
            whole = self._array(at) if self._tokens[at : at + 3] == ["(", "ARRAY", "["] else None
            if whole is None:
                yield self._tokens[at]
                at += 1
                continue
            elements, of_type, after = whole
            yield self._converted(elements, of_type)
            while at < end and self._starts[at] < after:
                at += 1

    def _array(self, at: int) -> tuple[list[tuple[int, int]], str, int] | None:
        """Where the elements are, the type of each, and where all ends; None for an array that is not converted."""
        elements = self._elements(at + 2)
        closing = elements[-1][1] + 1 if elements else len(self._tokens)
        found = _OF_TYPE.match(self._text, self._starts[closing]) if closing < len(self._tokens) else None
        return (elements, found[1], found.end()) if found else None

    def _elements(self, opening: int) -> list[tuple[int, int]]:
        """Places of the first token of each element and of the one after it."""
        elements, start, depth = [], opening + 1, 0
        for at in range(opening, len(self._tokens)):
            part = self._tokens[at]
            depth += (part in "([") - (part in ")]")
            if (depth == 0 and at > start) or (depth == 1 and part == ","):
                elements.append((start, at))
                start = at + 1
            if depth == 0:
                return elements
        return []

    def _converted(self, elements: list[tuple[int, int]], of_type: str) -> str:
        return f"ARRAY[{','.join(self._element(start, end, of_type) for start, end in elements)}]"

    def _element(self, start: int, end: int, of_type: str) -> str:
        space = ""
        while start < end and self._tokens[start].isspace():
            space, start = space + self._tokens[start], start + 1
        if self._tokens[start : start + 2] == ["ARRAY", "["]:
            return space + self._converted(self._elements(start + 1), of_type)
        return f"{space}({''.join(self._between(start, end))})::{of_type}"
