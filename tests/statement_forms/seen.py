"""What was seen of a form, as it is written down: one file a major, one table a form, without what did not happen."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from tests.statement_forms.forms import FOLDER


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one statement did; names are qualified, and locks the strongest on each."""

    refused: str = ""
    """SQLSTATE."""
    alone: bool = False
    """Whether PostgreSQL refused it in a transaction, so that it ran outside of any."""
    locks: Mapping[str, str] = field(default_factory=dict)
    """On tables and views that were there before."""
    other_locks: Mapping[str, str] = field(default_factory=dict)
    """On indexes, sequences and composite types."""
    rewrites: tuple[str, ...] = ()
    rewrites_toast: tuple[str, ...] = ()
    rebuilds: tuple[str, ...] = ()
    """Indexes that were there before."""
    builds: tuple[str, ...] = ()
    """Indexes that were not."""
    scans: tuple[str, ...] = ()
    reads: Mapping[str, int] = field(default_factory=dict)
    """Rows, in scans."""
    writes: Mapping[str, int] = field(default_factory=dict)
    """Rows."""
    waits_for: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()
    """Indexes it leaves behind unusable."""
    makes: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()


BySeen = dict[str, dict[str, Seen]]
"""By kind and name of the form."""


def file_of(major: int) -> Path:
    """Where it is written down."""
    return FOLDER / "seen" / f"postgresql_{major}.toml"


def read_seen(major: int) -> BySeen:
    """What is written down of a major."""
    content = tomllib.loads(file_of(major).read_text())
    return {kind: {name: _seen(facts) for name, facts in forms.items()} for kind, forms in content.items()}


def write_seen(major: int, seen: BySeen) -> None:
    """Write it down, in the order it was measured in."""
    parts = [
        "\n".join((f"[{kind}.{_quoted(name)}]", *_lines(one)))
        for kind, forms in seen.items()
        for name, one in forms.items()
    ]
    file_of(major).parent.mkdir(exist_ok=True)
    file_of(major).write_text("# Measured: python -m bench.statement_forms --write\n\n" + "\n\n".join(parts) + "\n")


def unlike(written: BySeen, seen: BySeen) -> list[str]:
    """What is seen now and is not as it was written down, in words."""
    told = []
    for kind, forms in seen.items():
        for name in sorted(forms.keys() | written.get(kind, {}).keys()):
            was, now = written.get(kind, {}).get(name), forms.get(name)
            if was != now:
                told.append(f"{kind}: {name}: {_differing(was, now)}")
    return told


def _differing(was: Seen | None, now: Seen | None) -> str:
    if was is None or now is None:
        return "is not written down" if was is None else "is no longer measured"
    pairs = [(each.name, asdict(was)[each.name], asdict(now)[each.name]) for each in fields(Seen)]
    return "; ".join(f"{name} was {one}, is {other}" for name, one, other in pairs if one != other)


def _seen(facts: Mapping[str, object]) -> Seen:
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()}
    return Seen(**values)  # type: ignore[arg-type]


def _lines(seen: Seen) -> Iterator[str]:
    for name in (each.name for each in fields(seen)):
        if value := asdict(seen)[name]:
            yield f"{name} = {_value(value)}"


def _value(value: object) -> str:
    match value:
        case dict():
            return "{ " + ", ".join(f"{_quoted(key)} = {_value(each)}" for key, each in value.items()) + " }"
        case tuple():
            return "[" + ", ".join(map(_value, value)) + "]"
        case _:
            return _quoted(value)


def _quoted(value: object) -> str:
    # What JSON writes of texts, whole numbers and truth is TOML as well.
    return json.dumps(value, ensure_ascii=False)
