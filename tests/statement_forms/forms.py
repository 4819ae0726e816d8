"""The forms of statements that are measured, as ``tests/cases/statement_forms`` holds them: a file a kind."""

import tomllib
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

FOLDER = Path(__file__).parents[1] / "cases" / "statement_forms"
MAJORS = (15, 18)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One statement, said once for all that are like it."""

    name: str
    statement: str
    setup: tuple[str, ...]
    """Run before it, each committed."""
    failed: str
    """A statement that was tried before it, and failed; empty when none."""
    since: int
    """The first major that has what its setup needs; a statement that an older one refuses is measured there, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Forms that are run on the same schema, each on a copy of its own."""

    name: str
    schema: str
    """With its rows."""
    forms: tuple[Form, ...]

    def half(self, major: int) -> Self:
        """With the forms whose turn is on that major in a short run, and those that no other has."""
        on_18 = major == max(MAJORS)
        chosen = [
            form
            for form in self.forms
            if form.since > min(MAJORS) or (zlib.crc32(f"{self.name} {form.name}".encode()) % 2 == 1) == on_18
        ]
        return replace(self, forms=tuple(chosen))


def all_kinds() -> list[Kind]:
    """Every form, by kind."""
    return [_kind(file) for file in sorted(FOLDER.glob("*.toml"))]


def _kind(file: Path) -> Kind:
    content = tomllib.loads(file.read_text())
    forms = [
        Form(
            name=form["name"],
            statement=form["statement"].strip(),
            setup=tuple(form.get("setup", ())),
            failed=form.get("failed", ""),
            since=form.get("since", min(MAJORS)),
        )
        for form in content["form"]
    ]
    return Kind(name=file.stem, schema=content["schema"], forms=tuple(forms))
