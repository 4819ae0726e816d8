"""String literals of Python, TypeScript and JavaScript, folded over concatenation and interpolation."""

from collections.abc import Iterator
from functools import cache

from tree_sitter import Language, Node, Parser

from server.codebase.text import HOLE, SqlText

_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "\n": "", "\r": ""}
_STRINGS = frozenset(["string", "concatenated_string", "template_string"])
_CONTENT = frozenset(["string_content", "string_fragment"])
_ESCAPE = frozenset(["escape_sequence", "escape_interpolation"])
_MARKS = frozenset(["string_start", "string_end", "comment"])
_SUMS = frozenset(["binary_operator", "binary_expression"])
_BEFORE_BYTES = 60


def strings(source: bytes, suffix: str) -> Iterator[SqlText]:
    """Every string expression of the source in order; an interpolated expression stands as a hole."""
    # A parser belongs to one thread; scans run in several.
    tree = Parser(_language(suffix)).parse(source)
    stack = [tree.root_node]
    while stack:
        node = stack.pop()
        parts = _parts(node)
        if parts is None:
            stack.extend(reversed(node.children))
        else:
            yield _fold(parts, source)


@cache
def _language(suffix: str) -> Language:
    # Grammars load only when a tree of that language is scanned.
    if suffix.startswith(".py"):
        import tree_sitter_python  # noqa: PLC0415

        return Language(tree_sitter_python.language())
    import tree_sitter_typescript  # noqa: PLC0415

    # Type assertions such as <T>x exist only in .ts; everything else may hold JSX.
    if suffix in {".ts", ".mts", ".cts"}:
        return Language(tree_sitter_typescript.language_typescript())
    return Language(tree_sitter_typescript.language_tsx())


def _parts(node: Node) -> list[Node] | None:
    """The operands of a string or of a sum that holds one; None when the node is neither."""
    if node.type in _STRINGS:
        return [node]
    if node.type not in _SUMS:
        return None
    operands: list[Node] = []
    current = node
    while current.type in _SUMS and len(current.children) == 3 and current.children[1].type == "+":
        operands.append(current.children[2])
        current = current.children[0]
    operands.append(current)
    return operands[::-1] if any(operand.type in _STRINGS for operand in operands) else None


def _fold(operands: list[Node], source: bytes) -> SqlText:
    text: list[str] = []
    pieces: list[tuple[int, int]] = []
    length = 0
    for start, piece in (found for operand in operands for found in _pieces(operand, source)):
        pieces.append((length, start))
        text.append(piece)
        length += len(piece)
    first = operands[0].start_byte
    return SqlText(
        text="".join(text),
        pieces=tuple(pieces) or ((0, first),),
        before=source[max(0, first - _BEFORE_BYTES) : first],
    )


def _pieces(node: Node, source: bytes) -> Iterator[tuple[int, str]]:
    """(offset in the file, text) of what a string says."""
    if node.type in _CONTENT:
        yield from _content(node, source)
    elif node.type in _ESCAPE:
        yield node.start_byte, _unescaped(source[node.start_byte : node.end_byte])
    elif node.type in _STRINGS:
        for child in node.children:
            yield from _pieces(child, source)
    elif node.is_named and node.type not in _MARKS:
        yield node.start_byte, HOLE


def _content(node: Node, source: bytes) -> Iterator[tuple[int, str]]:
    """Text between escapes, which are children of the content in Python's grammar."""
    position = node.start_byte
    for child in node.children:
        if position < child.start_byte:
            yield position, source[position : child.start_byte].decode(errors="replace")
        yield from _pieces(child, source)
        position = child.end_byte
    if position < node.end_byte:
        yield position, source[position : node.end_byte].decode(errors="replace")


def _unescaped(escape: bytes) -> str:
    text = escape.decode(errors="replace")
    if text in {"{{", "}}"}:
        return text[0]
    rest = text[1:]
    if len(rest) > 1 and rest[0] in "xuUN01234567":
        return " "
    return _ESCAPED.get(rest[:1], rest[:1])
