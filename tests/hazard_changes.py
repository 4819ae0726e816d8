"""Changes that are told dangerous, and their harmless likes, as data; what the planner says of each."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from server.model.experience import Experience
from server.model.plan import Hazard, HazardCode
from server.planning import prove
from server.postgres.shadow import Shadow
from server.study import Study, impact_of, study
from tests.cases_runner import CASES, services_in, told

FOLDER = CASES / "hazards"
MAJORS = (18,)


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardChange:
    """One change, and what must and must not be told of it, as written or in its plan."""

    name: str
    change: str
    schema: str
    rows: tuple[str, ...] = ()
    """Of the catalogue of hazards: those it is an example of."""
    tells: tuple[HazardCode, ...] = ()
    never: tuple[HazardCode, ...] = ()
    harmless: bool = False
    """Whether the plan leaves no hazard at all."""
    decisions: Mapping[str, str]
    sizes: Mapping[str, tuple[int, int]]
    """Rows and bytes of tables, as if the target were live."""
    code: str = ""
    """A program that uses the schema."""
    policy: Mapping[str, str]
    """Its fields that are not as usual."""
    majors: tuple[int, ...] = MAJORS


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was told of a change."""

    as_written: tuple[Hazard, ...]
    planned: tuple[Hazard, ...]

    @property
    def left(self) -> tuple[Hazard, ...]:
        """What the plan does not remove."""
        return tuple(hazard for hazard in self.planned if not hazard.avoided)

    @property
    def codes(self) -> set[HazardCode]:
        """All codes."""
        return {hazard.code for hazard in (*self.as_written, *self.planned)}


def hazard_changes() -> list[HazardChange]:
    """All of them."""
    schema = (FOLDER / "schema.sql").read_text(encoding="utf-8")
    return [
        _change({"schema": schema, **each})
        for file in sorted(FOLDER.glob("*.toml"))
        for each in tomllib.loads(file.read_text(encoding="utf-8")).get("changes", [])
    ]


def rows_elsewhere() -> dict[str, str]:
    """Rows of the catalogue that no change alone shows, with the reason."""
    given = tomllib.loads((FOLDER / "elsewhere.toml").read_text(encoding="utf-8"))["elsewhere"]
    return {row: each["why"] for each in given for row in each["rows"]}


def _change(given: dict[str, Any]) -> HazardChange:
    tupled = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
    sizes = {name: tuple(each) for name, each in given.get("sizes", {}).items()}
    return HazardChange(**{"decisions": {}, "policy": {}, **tupled, "sizes": sizes})


async def said_of(change: HazardChange, shadow: Shadow, folder: Path) -> Said:
    """What the planner tells of it."""
    (folder / "schema.sql").write_text(change.schema)
    if change.code:
        (folder / "program.py").write_text(change.code)
    services = services_in(folder, shadow)
    policy = replace(services.configuration.policy, **change.policy)
    services = replace(services, configuration=replace(services.configuration, policy=policy))
    studied = await study(
        services,
        database="schema.sql",
        change=change.change,
        name=change.name,
        decisions=change.decisions,
        progress=told,
    )
    studied = _sized(studied, change.sizes)
    plan, _ = await prove(services, studied, experience=Experience(), decisions=change.decisions, progress=told)
    return Said(as_written=impact_of(services, studied).hazards, planned=plan.hazards)


def _sized(studied: Study, sizes: Mapping[str, Sequence[int]]) -> Study:
    tables = {
        oid: replace(table, rows_estimate=sizes[table.name.sql][0], size_bytes=sizes[table.name.sql][1])
        if table.name.sql in sizes
        else table
        for oid, table in studied.before.tables.items()
    }
    return replace(studied, before=replace(studied.before, tables=tables)) if sizes else studied
