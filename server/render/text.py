"""Text that others wrote, made harmless in SQL comments and in Markdown."""

import re
from collections.abc import Iterable, Sequence

# Characters that end a line for some reader, that hide, or that turn the direction of what follows: a name may
# hold any of them, and PostgreSQL ends a comment at a carriage return too.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_MARKDOWN = re.compile(r"([\\`*\[\]<>])")


def one_line(text: str) -> str:
    """The text on one line; white space becomes single spaces and what cannot be seen is spelled out."""
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", " ".join(text.split()))


def comment(text: str, *, prefix: str = "") -> str:
    """The text as SQL comment lines, each beginning with two hyphens and the prefix."""
    lines = [one_line(line) for line in text.splitlines()] or [""]
    return "\n".join(f"-- {prefix}{line}".rstrip() for line in lines)


def prose(text: str) -> str:
    """The text as plain words of a Markdown line or table cell."""
    # Readers disagree on a pipe after backslashes in a table, not on the entity.
    return _MARKDOWN.sub(r"\\\1", one_line(text)).replace("|", "&#124;")


def code(text: str) -> str:
    """The text as a Markdown code span, safe in a table cell too."""
    flat = one_line(text)
    if not flat:
        return ""
    if "|" in flat:
        return f"<code>{prose(flat)}</code>"
    mark = "`" * (_longest_run(flat) + 1)
    space = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{mark}{space}{flat}{space}{mark}"


def fenced(text: str, language: str) -> str:
    """The text as a Markdown code block that nothing in it can close."""
    mark = "`" * max(3, _longest_run(text) + 1)
    return f"{mark}{language}\n{text.rstrip()}\n{mark}"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; cells are Markdown already."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def bullets(items: Iterable[str], *, none: str) -> str:
    """A Markdown list, or what to say when it is empty; items are Markdown already."""
    return "\n".join(f"- {item}" for item in items) or f"- {none}"


def tasks(items: Iterable[str]) -> str:
    """A Markdown list of boxes to tick."""
    return "\n".join(f"- [ ] {item}" for item in items)


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
