"""What the catalogue of hazards says of the forms, and whether what was seen agrees with it."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.statement_forms.forms import FOLDER, MAJORS
from tests.statement_forms.seen import Seen

SOURCES = {"C": 32, "T": 9, "K": 18, "I": 14, "S": 15, "P": 7, "E": 14, "Q": 20}
"""How many hazards the catalogue has of each letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One statement of the catalogue about forms; what it leaves open is not compared."""

    source: str
    forms: tuple[str, ...]
    """Each as kind and name."""
    majors: tuple[int, ...] = MAJORS
    locks: Mapping[str, str] = field(default_factory=dict)
    """An empty mode means a lock that nobody who reads or writes notices."""
    other_locks: Mapping[str, str] = field(default_factory=dict)
    does: str = ""
    """instant, scan, build or rewrite; empty when it says nothing of that."""
    of: tuple[str, ...] = ()
    """The tables that are scanned or rewritten."""
    alone: bool = False
    refused: bool = False
    waits_for: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    writes: Mapping[str, int] = field(default_factory=dict)
    disagrees: str = ""
    """Why what is measured is otherwise."""

    def doubts(self, seen: Seen) -> list[str]:
        """In what it is otherwise, in words."""
        return [*self._doubts_of_kind(seen), *self._doubts_of_locks(seen), *self._doubts_of_effects(seen)]

    def _doubts_of_kind(self, seen: Seen) -> Iterator[str]:
        if self.refused != bool(seen.refused):
            yield f"refused is {seen.refused or 'no'}"
        if self.alone and not seen.alone:
            yield "it runs in a transaction"
        if self.waits_for and self.waits_for != seen.waits_for:
            yield f"it waits for {seen.waits_for}"
        if self.does and not seen.refused and self.does != does(seen):
            yield f"it does {does(seen)}"

    def _doubts_of_locks(self, seen: Seen) -> Iterator[str]:
        for said, found in ((self.locks, seen.locks), (self.other_locks, seen.other_locks)):
            for name, mode in said.items():
                if (now := found.get(_full(name), "")) not in ({mode} if mode else {"", "ACCESS SHARE"}):
                    yield f"the lock on {name} is {now or 'none'}"

    def _doubts_of_effects(self, seen: Seen) -> Iterator[str]:
        for said, found in (
            (map(_full, self.of), {*seen.scans, *seen.rewrites}),
            (map(_full, self.invalid), {*seen.invalid}),
            (self.drops, {*seen.drops}),
        ):
            if missing := set(said) - found:
                yield f"untouched: {', '.join(sorted(missing))}"
        for table, rows in self.writes.items():
            if seen.writes.get(_full(table)) != rows:
                yield f"rows written of {table} are {seen.writes.get(_full(table))}"


def does(seen: Seen) -> str:
    """The one word for how much a statement reads and writes."""
    if seen.rewrites:
        return "rewrite"
    if seen.rebuilds or seen.builds:
        return "build"
    return "scan" if seen.scans else "instant"


def facts() -> list[Fact]:
    """All of them."""
    return [Fact(**{name: _value(value) for name, value in each.items()}) for each in _content()["facts"]]


def unmeasured() -> dict[str, str]:
    """By hazard, why no form shows it."""
    return {source: each["why"] for each in _content()["unmeasured"] for source in each["sources"]}


def _content() -> dict[str, list[dict[str, object]]]:
    return tomllib.loads((FOLDER / "facts" / "hazards.toml").read_text())


def _value(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _full(name: str) -> str:
    return name if "." in name else f"public.{name}"
