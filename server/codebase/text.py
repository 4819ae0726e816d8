"""SQL text taken out of a source file, which still knows where each character stood."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import partial

HOLE = "\ue000\ue000"
"""Stands for an interpolated expression; two characters, so that ``$1`` or a name of that length can take its place."""

_PLACEHOLDER = re.compile(
    r"%\(\w+\)s|%s|(?<![:\w]):[A-Za-z_]\w*|(?<![@\w])@[A-Za-z_]\w*|\$\{[^}]*\}|\{\{[^}]*\}\}|\{\w*\}|\?"
)
_STATEMENT = re.compile(
    r"(?:\s|--[^\n]*\n|/\*.*?\*/|\()*"
    r"(?:select\b.*\bfrom\b|insert\s+into\b|update\s+(?:only\s+)?\S+\s+(?:(?:as\s+)?\w+\s+)?set\b|delete\s+from\b"
    r"|merge\s+into\b|with\s+(?:recursive\s+)?\S+\s*(?:\([^)]*\)\s*)?as\b"
    r"|(?:create|alter|drop|comment\s+on)\s+(?:or\s+replace\s+|unique\s+|materialized\s+|temp\s+|unlogged\s+)*"
    r"(?:table|view|index|trigger|function|column|policy)\b|truncate\s|lock\s+table\b|refresh\s+materialized\b"
    r"|copy\s.*\b(?:from|to)\s+(?:stdin|stdout|program|')|explain\s+(?:select|insert|update|delete|\())",
    re.IGNORECASE | re.DOTALL,
)
_FRAGMENT = re.compile(
    r"\s*(?:where|and|or|from|join|(?:left|right|full|inner|cross)(?:\s+outer)?\s+join|order\s+by|group\s+by|having"
    r"|set|values|returning|using|on\s+conflict)\s",
    re.IGNORECASE,
)

_LOOKS_LIKE_SQL = re.compile(
    rb"[\"'`](?:\s|\\n|--[^\n]*\n|/\*|\()*(?:select|insert|update|delete|merge|with|create|alter|drop|comment|truncate|copy"
    rb"|lock|refresh|explain|where|and|or|from|join|left|right|full|inner|cross|order|group|having|set|values"
    rb"|returning|using|on)\s",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlText:
    """Text as the program would send it; each piece says which byte of the file its first character stood at."""

    text: str
    pieces: tuple[tuple[int, int], ...]
    """(offset in text, offset in the file), ascending."""
    before: bytes = b""
    """A little of the source right before it."""

    @classmethod
    def of_file(cls, source: bytes) -> "SqlText":
        """A whole file, line by line; positions on a line after an undecodable byte may be off by a column or two."""
        lines, pieces, length = [], [], 0
        starts = line_starts(source)
        for start, end in zip(starts, (*starts[1:], len(source)), strict=True):
            line = source[start:end].decode(errors="replace").replace("\ufeff", " ")
            pieces.append((length, start))
            lines.append(line)
            length += len(line)
        return cls(text="".join(lines), pieces=tuple(pieces))

    def byte_offset(self, offset: int) -> int:
        """Where in the file the character at that offset of the text stood."""
        index = bisect_right(self.pieces, (offset, 1 << 62)) - 1
        start, byte = self.pieces[max(index, 0)]
        return byte + len(self.text[start:offset].encode())


def line_starts(source: bytes) -> tuple[int, ...]:
    """Byte at which each line starts."""
    return (0, *(match.end() for match in re.finditer(rb"\n", source)))


def may_hold_sql(source: bytes) -> bool:
    """Whether a string of the program begins like SQL; a cheap test that comes before parsing it."""
    return _LOOKS_LIKE_SQL.search(source) is not None


def is_statement(text: str) -> bool:
    """Whether the text begins like an SQL statement."""
    return _STATEMENT.match(text) is not None


def is_fragment(text: str) -> bool:
    """Whether the text begins like a clause of one."""
    return _FRAGMENT.match(text) is not None


def variants(text: str) -> list[str]:
    """The text with placeholders replaced by what the grammar accepts, likeliest first; length never changes.

    The text as it stands comes first, because ``?`` is also an operator of jsonb.
    """
    found = [] if HOLE in text else [text]
    for mark in ("$1", "_h", ""):
        filled = partial(_fill, mark=mark)
        found.append(_PLACEHOLDER.sub(filled, text).replace(HOLE, mark.ljust(len(HOLE))))
    return list(dict.fromkeys(found))


def _fill(placeholder: re.Match[str], *, mark: str) -> str:
    length = len(placeholder[0])
    return "0" if length < len(mark) else mark.ljust(length)
