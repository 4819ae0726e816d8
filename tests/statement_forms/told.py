"""What was seen of each form as a person reads it: one line, or a page for the documentation."""

from collections.abc import Iterator, Mapping

from tests.statement_forms.forms import MAJORS, Form, Kind, all_kinds
from tests.statement_forms.seen import BySeen, Seen

_HEAD = """\
# What statements do

Measured on PostgreSQL 15 and 18 by `python -m bench.statement_forms --write`, each statement on a table of a hundred
rows or so; [the forms](../tests/cases/statement_forms) hold the schemas, and what was done before. A line without a
major holds for both.

- **Locks** are the strongest on each table and view that was there before. Those on indexes, sequences and composite
  types are shown where they alone stop somebody; all are in the data beside the forms, as are rows read and objects
  made and changed.
- **Rewrites** a table whose file is new, which is every row written again, or for TRUNCATE none. TOAST goes with it.
- **Scans** a table that is read from end to end. VACUUM and ANALYZE read in their own way and are not counted.
- **Alone** is a statement that refuses to run in a transaction. It may wait for the end of other transactions: of
  writers, or readers, of the table, or of all that looked at the database earlier. What such a statement locks after
  the first table, in a mode that lets reads and writes pass, is not sure to be seen and left out.
- **Refused** gives the SQLSTATE.
"""


_WEAK = ("ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE")


def line(seen: Seen) -> str:
    """All that matters of one, in a sentence."""
    return "; ".join(_locks(seen) + _deeds(seen)) or "nothing to see"


def page(seen: Mapping[int, BySeen]) -> str:
    """Every form, with what each major does."""
    return "\n".join((_HEAD, *(text for kind in all_kinds() for text in _section(kind, seen))))


def _section(kind: Kind, seen: Mapping[int, BySeen]) -> Iterator[str]:
    yield f"## {kind.name.capitalize()}\n\n| Form | Locks | What it does |\n| --- | --- | --- |"
    for form in kind.forms:
        yield from _rows(form, {major: seen[major][kind.name].get(form.name) for major in MAJORS})
    yield ""


def _rows(form: Form, by_major: Mapping[int, Seen | None]) -> Iterator[str]:
    cells = {major: _cells(one) for major, one in by_major.items() if one is not None}
    title = f"{form.name}: `{' '.join(form.statement.split())}`".replace("|", "\\|")
    if len(cells) == len(MAJORS) and len(set(cells.values())) == 1:
        yield f"| {title} | {cells[MAJORS[0]]} |"
        return
    for major, told in cells.items():
        yield f"| {title} **{major}** | {told} |"


def _cells(seen: Seen) -> str:
    return f"{', '.join(_locks(seen))} | {'; '.join(_deeds(seen))}"


def _locks(seen: Seen) -> list[str]:
    locks = dict(seen.locks)
    if "ACCESS EXCLUSIVE" not in locks.values():
        # Nobody gets to an index whose table is locked so; and a weak lock on one stops nobody.
        locks |= {name: mode for name, mode in seen.other_locks.items() if mode not in _WEAK}
    return [f"{_short(name)} {mode}" for name, mode in locks.items()]


def _deeds(seen: Seen) -> list[str]:
    waits = f", waits for {', '.join(seen.waits_for)}" if seen.waits_for else ""
    writes = [f"{count} row{'s' if count > 1 else ''} of {_short(name)}" for name, count in seen.writes.items()]
    said = (
        (f"refused [{seen.refused}]", bool(seen.refused)),
        (f"alone{waits}", seen.alone),
        (f"rewrites {_named(seen.rewrites)}", bool(seen.rewrites)),
        (f"rebuilds {_named(seen.rebuilds)}", bool(seen.rebuilds)),
        (f"builds {_named(seen.builds)}", bool(seen.builds)),
        (f"scans {_named(seen.scans)}", bool(seen.scans)),
        (f"writes {', '.join(writes)}", bool(writes)),
        (f"leaves invalid {_named(seen.invalid)}", bool(seen.invalid)),
        (f"drops {_named(_whole(seen.drops))}", bool(seen.drops)),
    )
    return [text for text, holds in said if holds]


def _whole(drops: tuple[str, ...]) -> tuple[str, ...]:
    """Without what was part of a table that is gone."""
    tables = tuple(name.removeprefix("table ") for name in drops if name.startswith("table "))
    parts = [(f"column {table}.", f" on {table}") for table in tables]
    return tuple(name for name in drops if not any(name.startswith(a) or name.endswith(b) for a, b in parts))


def _named(names: tuple[str, ...]) -> str:
    return ", ".join(map(_short, names))


def _short(name: str) -> str:
    return name.replace("public.", "")
