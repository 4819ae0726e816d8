"""Who owns the files of a project, by its CODEOWNERS file: the last line that matches says it.

The common part of the syntax is read: names, ``*``, ``?``, ``**``, a leading and a trailing slash, comments. Lines with
``!`` or brackets, which CODEOWNERS does not have, and those with anything but users, teams and addresses for owners are
passed over, as GitHub does: what an owner is called is shown to people and agents.
https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from server.codebase.files import read

_PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""The first that is there counts."""
_MOST_LINES = 5_000
_WORD = re.compile(r"(?:\\.|[^\s\\])+")
_OWNER = re.compile(r"@[\w.-]{1,100}(?:/[\w.-]{1,100})?|[\w.+-]{1,100}@[\w.-]{1,100}")
_NO_PATTERN = re.compile(r"[!\[\]]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    segments: tuple[str, ...]
    folder: bool
    """Whether it is about what lies in a folder of that name only."""
    owners: tuple[str, ...]

    def matches(self, parts: tuple[str, ...]) -> bool:
        """Whether it is about the file with this path."""
        reached = {0}
        for segment in self.segments:
            if segment == "**":
                reached = set(range(min(reached, default=len(parts) + 1), len(parts) + 1))
            else:
                reached = {at + 1 for at in reached if at < len(parts) and fnmatchcase(parts[at], segment)}
        inside = any(at < len(parts) for at in reached)
        # docs/* is about the files in docs, and not about those in its folders
        return (not self.folder and len(parts) in reached) or (inside and self.segments[-1] != "*")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeOwners:
    """What a project's file says, last line first."""

    lines: tuple[_Line, ...] = ()

    def of(self, path: PurePosixPath) -> tuple[str, ...] | None:
        """Owners of a file by its path in the project; None where the file says nothing of it."""
        return next((line.owners for line in self.lines if line.matches(path.parts)), None)


def code_owners(root: Path) -> CodeOwners:
    """What the CODEOWNERS file of a project says; nothing where there is none that can be read."""
    there = next((path for place in _PLACES if (path := root / place).is_file() and not path.is_symlink()), None)
    content = read(there) if there else ""
    text = content.decode("utf-8-sig", errors="replace") if isinstance(content, bytes) else ""
    return CodeOwners(lines=tuple(_lines(text))[::-1])


def _lines(text: str) -> Iterator[_Line]:
    for line in text.splitlines()[:_MOST_LINES]:
        words = _WORD.findall(line)
        comment = next((number for number, word in enumerate(words) if word.startswith("#")), len(words))
        if comment == 0 or _NO_PATTERN.search(words[0]):
            continue
        owners = words[1:comment]
        if not all(_OWNER.fullmatch(owner) for owner in owners):
            continue
        pattern = re.sub(r"\\(.)", r"\1", words[0])
        own = tuple(part for part in pattern.split("/") if part)
        anchored = "/" in pattern.rstrip("/")
        if own:
            yield _Line(
                segments=own if anchored else ("**", *own),
                folder=pattern.endswith("/"),
                owners=tuple(dict.fromkeys(owners)),
            )
