"""One SQL text to the objects of interest it names, each graded by how it was resolved."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from server.codebase.interest import Interests, any_name, label
from server.codebase.text import SqlText, variants
from server.grammar import deparsed, messages
from server.model.names import QualifiedName

Grade = Literal["exact", "likely", "mention"]

_QUERIES = frozenset(["select_stmt", "insert_stmt", "update_stmt", "delete_stmt", "merge_stmt"])
_META_COMMAND = re.compile(r"^\\[^\n]*", re.MULTILINE)
_COPY_DATA = re.compile(r"^(COPY\s[^;]*FROM\s+stdin[^;\n]*;\n)(.*?)^\\\.$", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_MAPPING = (
    rb"(?:(?:__tablename__|db_table|table_?name)\s*(?::\s*\w+\s*)?[:=]\s*"
    rb"|(?:pgTable|Table|Entity|from|table|into|selectFrom|insertInto|updateTable|deleteFrom|knex|define)\s*\(\s*"
    rb"|(?:ForeignKey|references)\s*\(\s*)"
)
_MAPS = re.compile(_MAPPING + rb"[\"'`]", re.IGNORECASE)
_MAPS_NEXT = re.compile(_MAPPING + rb"$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One object a text names; offset is where its name stands in the text."""

    object: str
    grade: Grade
    usage: tuple[str, ...]
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parsed:
    """A statement of a parsed text: where it stands in characters, its first byte, and its tree."""

    start: int
    end: int
    first_byte: int
    tree: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    """One use of an object and where in the statement it stands."""

    usage: str
    certain: bool
    offset: int


@dataclass(slots=True, kw_only=True)
class Reading:
    """What a text of statements holds."""

    found: list[Found] = field(default_factory=list)
    failures: list[tuple[int, str]] = field(default_factory=list)
    """Offset and reason, of statements that did not parse."""
    statements: int = 0
    queries: list[tuple[int, str]] = field(default_factory=list)
    """Offset and SQL with numbered placeholders, of those that read or write rows of what is looked for."""


def read_sql(text: str, wanted: Interests) -> Reading:
    """What a text of statements names."""
    blanked = _COPY_DATA.sub(lambda match: match[1] + _blank(match[2]) + "  ", text)
    blanked = _META_COMMAND.sub(lambda match: _blank(match[0]), blanked)
    parsed, _ = _parse(blanked)
    reading = Reading()
    if parsed is not None:
        reading.statements = len(parsed)
        for part in parsed:
            _read(blanked, 0, part, wanted, reading)
        return reading
    spans = [(start, end) for start, end in _split(blanked) if wanted.word.search(blanked, start, end)]
    for start, end in spans:
        parsed, reason = _parse(blanked[start:end])
        if parsed is None:
            reading.found += mentions(text, start, end, wanted)
            reading.failures.append((end - len(text[start:end].lstrip("; \t\r\n")), reason))
            continue
        for part in parsed:
            _read(blanked, start, part, wanted, reading)
    reading.statements = len(spans)
    return reading


def _read(text: str, base: int, part: _Parsed, wanted: Interests, reading: Reading) -> None:
    hits = list(_statement(text, base, part, wanted))
    reading.found += hits
    if hits and part.tree.WhichOneof("node") in _QUERIES:
        start, end = base + part.start, base + part.end
        reading.queries.append((end - len(text[start:end].lstrip()), _numbered(part.tree)))


def _numbered(tree: Any) -> str:
    """The statement with placeholders numbered from 1 in their order, unless they were of different numbers already."""
    places = [node for node in messages(tree) if node.DESCRIPTOR.name == "ParamRef"]
    if len({place.number for place in places}) < len(places) and all(place.number <= 1 for place in places):
        for number, place in enumerate(places, start=1):
            place.number = number
    return deparsed(tree)


def mentions(text: str, start: int, end: int, wanted: Interests) -> list[Found]:
    """The tables, and columns of interest of theirs, that occur as words in a stretch that did not parse."""
    found = []
    for table, columns in sorted(wanted.columns.items()):
        place = any_name([table.name]).search(text, start, end)
        if place is None:
            continue
        named = [(column, any_name([column]).search(text, start, end)) for column in sorted(columns)]
        hits = [(label(table, column), match.start()) for column, match in named if match]
        for name, offset in hits or [(label(table), place.start())]:
            found.append(Found(object=name, grade="mention", usage=("unparsed",), offset=offset))
    return found


def may_map(source: bytes) -> bool:
    """Whether a model or a built query may name its table in the source; a cheap test that comes before parsing it."""
    return _MAPS.search(source) is not None


def mapping(text: SqlText, wanted: Interests) -> list[Found]:
    """The table whose name the string is, when the code before it maps a model or starts a built query."""
    if not _MAPS_NEXT.search(text.before):
        return []
    words = text.text.split(" ")[0].split(".")
    tables = [table for table in sorted(wanted.columns) if table.name in words[:2]]
    return [Found(object=label(table), grade="likely", usage=("mapping",), offset=0) for table in tables]


def _statement(text: str, base: int, part: _Parsed, wanted: Interests) -> Iterator[Found]:
    """What one parsed statement names; base is the offset of the text that was parsed."""
    start, end = base + part.start, base + part.end
    grouped = _grouped(text[start:end], part, wanted)
    named = {table for table, column in grouped if column is not None}
    for (table, column), hits in grouped.items():
        if column is None and table in named:
            continue
        best = next((hit for hit in hits if hit.certain), hits[0])
        yield Found(
            object=label(table, column),
            grade="exact" if best.certain else "likely",
            usage=tuple(dict.fromkeys(hit.usage for hit in hits)),
            offset=start + best.offset,
        )
    # The body is a string to the grammar.
    if not grouped and part.tree.WhichOneof("node") in ("create_function_stmt", "do_stmt"):
        yield from mentions(text, start, end, wanted)


def _grouped(text: str, part: _Parsed, wanted: Interests) -> dict[tuple[QualifiedName, str | None], list[_Hit]]:
    """Uses of each object in a statement; a use of all columns counts for each column of interest."""
    # The resolver walks protobuf messages; it loads with the grammar.
    from server.codebase.resolve import EVERY_COLUMN, uses  # noqa: PLC0415

    encoded = text.encode()
    grouped: dict[tuple[QualifiedName, str | None], list[_Hit]] = {}
    for use in uses(part.tree, wanted):
        columns = wanted.columns[use.table]
        spelled = use.column if use.column not in (None, EVERY_COLUMN) else None
        if spelled and spelled not in columns:
            continue
        place = len(encoded[: max(use.location - part.first_byte, 0)].decode(errors="replace"))
        hit = _Hit(usage=use.usage, certain=use.certain, offset=_word(text, spelled or use.table.name, place))
        for name in sorted(columns) if use.column == EVERY_COLUMN else [use.column]:
            grouped.setdefault((use.table, name), []).append(hit)
    return grouped


def _word(text: str, name: str, place: int) -> int:
    """Offset of the name at or after a place, else anywhere in the statement, else the place itself."""
    pattern = any_name([name])
    match = pattern.search(text, place) or pattern.search(text)
    return match.start() if match else place


def _parse(text: str) -> tuple[list[_Parsed] | None, str]:
    """The statements of a text; None and the reason when no variant of it parses."""
    import postgast  # noqa: PLC0415  0.14 s, and only a scan that met SQL needs it
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]  # noqa: PLC0415

    reason = ""
    for variant in variants(text):
        try:
            tree = postgast.parse(variant)
        except postgast.PgQueryError as error:
            reason = reason or f"PostgreSQL's grammar refuses it: {error}"
        except DecodeError:
            return None, "nested too deeply to be read"
        else:
            return _spans(variant.encode(), tree.stmts), ""
    return None, reason


def _spans(encoded: bytes, statements: Any) -> list[_Parsed]:
    parsed = []
    byte = character = 0
    for raw in statements:
        last = raw.stmt_location + raw.stmt_len if raw.stmt_len else len(encoded)
        start = character + len(encoded[byte : raw.stmt_location].decode())
        character = start + len(encoded[raw.stmt_location : last].decode())
        byte = last
        if raw.stmt.WhichOneof("node"):
            parsed.append(_Parsed(start=start, end=character, first_byte=raw.stmt_location, tree=raw.stmt))
    return parsed


def _split(text: str) -> list[tuple[int, int]]:
    """Spans of statements in characters; all of the text when it cannot even be split."""
    import postgast  # noqa: PLC0415  loads with the grammar

    try:
        parts = postgast.split(variants(text)[0], method="scanner")
    except postgast.PgQueryError:
        return [(0, len(text))]
    spans, position = [], 0
    for part in parts:
        start = text.find(part, position)
        if start < 0:
            return [(0, len(text))]
        # The splitter leaves out what holds no keyword; that is not understood either.
        spans += [(position, start), (start, start + len(part))]
        position = start + len(part)
    return [*spans, (position, len(text))]


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)
