"""A change from SQL text: its statements, where each stands, and what PostgreSQL's own grammar says of it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from server.change.describe import default_name
from server.change.facts import using_expressions
from server.change.refuse import refuse_forbidden, refuse_long_name
from server.change.rows import row_changes
from server.change.transactions import boundaries
from server.errors import ChangeError, EmptyChange, SqlSyntaxError
from server.grammar import Node, kind_of
from server.model.change import Change, Statement

MAX_CHANGE_BYTES = 1_000_000

_COPY_DATA = re.compile(r"\bcopy\b[^;]*\bfrom\s+stdin\b[^;]*;\s*\Z", re.I)


class _Piece(NamedTuple):
    """A statement of the text: its SQL without comments around it, its line, its node."""

    sql: str
    line: int
    node: Node


def read_change(text: str, *, name: str = "", reason: str = "") -> Change:
    """The statements of an SQL text as a change.

    Args:
        text: One or more statements, as a person would run them with psql.
        name: Short name of the change; made from the statements when empty.
        reason: Why it is wanted, may be empty.

    Raises:
        SqlSyntaxError: PostgreSQL's grammar refuses the text.
        ForbiddenStatement: A statement takes others back, leaves the role, or reaches outside the database; or a
            BEGIN has no COMMIT.
        EmptyChange: There is no statement in it.
        ChangeError: The text is too long, too deeply nested or not text.
    """
    pieces = _pieces(text)
    control = boundaries([(piece.node, piece.line) for piece in pieces])
    numbered = [_statement(number, piece) for number, piece in enumerate(pieces, start=1)]
    kept = [piece for position, piece in enumerate(pieces) if position not in control]
    if not kept:
        raise EmptyChange("the change only begins and ends transactions; write the SQL that makes the change")
    return Change(
        statements=tuple(_statement(number, piece) for number, piece in enumerate(kept, start=1)),
        verbatim=tuple(numbered) if control else (),
        name=name or default_name([piece.node for piece in kept]),
        reason=reason,
        text=text,
    )


def _statement(number: int, piece: _Piece) -> Statement:
    rows = row_changes(piece.node)
    return Statement(
        number=number,
        sql=piece.sql,
        line=piece.line,
        kind=kind_of(piece.node),
        using=using_expressions(piece.node),
        rows=rows[0] if rows else None,
        other_rows=rows[1:],
    )


def _pieces(text: str) -> list[_Piece]:
    _refuse_unusable(text)
    pieces = list(_cut(text))
    if not pieces:
        raise EmptyChange("the change holds no statement, only blanks or comments; write the SQL that makes the change")
    for piece in pieces:
        refuse_forbidden(piece.node, line=piece.line)
    return pieces


def _refuse_unusable(text: str) -> None:
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise ChangeError(f"the change holds a NUL byte in line {line}, which PostgreSQL cannot store; remove it")
    try:
        size_bytes = len(text.encode())
    except UnicodeEncodeError as error:
        raise ChangeError(f"the change is not valid Unicode at character {error.start + 1}; save it as UTF-8") from None
    if size_bytes > MAX_CHANGE_BYTES:
        raise ChangeError(
            f"the change has {size_bytes:,} bytes, more than the {MAX_CHANGE_BYTES:,} this server reads; "
            "leave bulk data out, and load it with a tool made for it"
        )


def _cut(text: str) -> Iterator[_Piece]:
    # Inside, as a server must answer `initialize` before this library is needed.
    import postgast  # noqa: PLC0415
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped] # noqa: PLC0415

    try:
        tree = postgast.parse(text)
        tokens = postgast.scan(text).tokens
    except postgast.PgQueryError as error:
        raise _syntax_error(text, error.message, error.cursorpos) from None
    except DecodeError:
        raise ChangeError(
            "a statement nests expressions too deeply to be read (about 45 levels; each || or + of a chain is one); "
            "use concat() or an intermediate WITH, or split the statement"
        ) from None
    data = text.encode()
    comments = {postgast.pg_query_pb2.SQL_COMMENT, postgast.pg_query_pb2.C_COMMENT}
    for token in tokens:
        if token.token == postgast.pg_query_pb2.IDENT:
            refuse_long_name(data[token.start : token.end], line=data.count(b"\n", 0, token.start) + 1)
    code = [(token.start, token.end) for token in tokens if token.token not in comments]
    position, line, counted = 0, 1, 0
    for raw in tree.stmts:
        until = raw.stmt_location + raw.stmt_len if raw.stmt_len else len(data)
        while code[position][0] < raw.stmt_location:
            position += 1
        start, end = code[position]
        while position < len(code) and code[position][1] <= until:
            end = code[position][1]
            position += 1
        line, counted = line + data.count(b"\n", counted, start), start
        yield _Piece(data[start:end].decode(), line, raw.stmt)


def _syntax_error(text: str, message: str, position: int) -> SqlSyntaxError:
    # cursorpos counts characters from 1; 0 means PostgreSQL named no place.
    offset = min(max(position - 1, 0), len(text))
    start = text.rfind("\n", 0, offset) + 1
    excerpt = text[start:].split("\n", 1)[0]
    if re.match(r"\s*\\", excerpt) and not text[start:offset].strip():
        message += " (a line that begins with a backslash is a command of psql, not SQL; leave it out)"
    if _COPY_DATA.search(text, 0, offset):
        message += " (COPY ... FROM STDIN needs data beside the SQL; write the rows as INSERT ... VALUES)"
    return SqlSyntaxError(
        message=message,
        line=text.count("\n", 0, offset) + 1,
        column=offset - start + 1,
        excerpt=excerpt.rstrip("\r"),
    )
