"""Pairs of schemas as folders of data: one before and one after a change, with rows."""

import tomllib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, Self, get_args

PAIRS = Path(__file__).parent / "cases" / "schema_pairs"
MAJORS = (15, 18)

Way = Literal["there", "back"]
State = Literal["before", "after"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What ``pair.toml`` says of a pair; without the file, everything ordinary."""

    reason: str = ""
    """Why anything else than the ordinary is expected; needed with every key but ``majors``."""
    majors: tuple[int, ...] = MAJORS
    """Servers whose grammar knows the syntax."""
    superuser: bool = False
    """Whether only a superuser may do it: then the shadow refuses it, and no plan is made."""
    roles: tuple[str, ...] = ()
    """Roles without rights that are there beforehand."""
    rows_lost: tuple[str, ...] = ()
    """Tables and columns whose rows or values the SQL derived from two schemas does not bring back."""
    rows_stop: tuple[Way, ...] = ()
    """Ways that rows stand in, as no schema tells which values they should have; without rows they are open."""
    dump_apart: tuple[Literal["direct"] | Way | State, ...] = ()
    """Where ``pg_dump`` and the catalogs disagree, as one of them shows what the other cannot know or restore: on what
    the change did, at the end of a way, or once the whole schema before or after it is written out."""
    refused: Mapping[Way, str] = field(default_factory=dict)
    """Words with which PostgreSQL refuses a way, as it cannot do that in place."""
    not_from_nothing: tuple[State, ...] = ()
    """Schemas that no SQL makes in an empty database, as PostgreSQL lets them come about only by a change."""
    read_only: bool = False
    """Whether it is only read: no SQL is derived from it."""

    @classmethod
    def read(cls, path: Path) -> Self:
        """The file's content; every key must be one of the fields."""
        given = tomllib.loads(path.read_text()) if path.exists() else {}
        unknown = given.keys() - {field.name for field in fields(cls)}
        assert not unknown, f"{path} has unknown keys {sorted(unknown)}"
        assert given.keys() <= {"majors"} or given.get("reason"), f"{path} gives no reason"
        values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in given.items()}
        found = cls(**values)
        ways = {*found.rows_stop, *found.refused} - {*get_args(Way)}
        assert not ways, f"{path} speaks of the ways {sorted(ways)}, which are none"
        dumps = {*found.dump_apart} - {"direct", *get_args(Way), *get_args(State)}
        assert not dumps, f"{path} speaks of the dumps {sorted(dumps)}, which are none"
        states = {*found.not_from_nothing} - {*get_args(State)}
        assert not states, f"{path} speaks of the schemas {sorted(states)}, which are none"
        assert set(found.majors) <= set(MAJORS), f"{path} names majors that no test runs on"
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One folder of ``tests/cases/schema_pairs``."""

    name: str
    before: str
    rows: str
    change: str
    expect: Expectation

    @property
    def turn(self) -> int:
        """A number of its own, by which short runs choose."""
        return zlib.crc32(self.name.encode())

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The pair in a folder."""
        strange = {path.name for path in folder.iterdir()} - {"before.sql", "change.sql", "rows.sql", "pair.toml"}
        assert not strange, f"{folder} holds {sorted(strange)}, which no pair has"
        rows = folder / "rows.sql"
        return cls(
            name=str(folder.relative_to(PAIRS)),
            before=(folder / "before.sql").read_text(),
            rows=rows.read_text() if rows.exists() else "",
            change=(folder / "change.sql").read_text(),
            expect=Expectation.read(folder / "pair.toml"),
        )


def all_pairs() -> list[Pair]:
    """Every pair in order of its name."""
    return [Pair.read(path.parent) for path in sorted(PAIRS.glob("*/*/change.sql"))]
