"""Dangers are told of changes that have them, and of no others."""

from pathlib import Path
from typing import get_args

import pytest

from bench.hazard_page import MAJOR, PAGE, section, shown_by
from server.model.plan import HazardCode
from server.postgres.shadow import Shadow
from tests.hazard_changes import HazardChange, hazard_changes, said_of

pytestmark = pytest.mark.anyio

RUNS = [
    pytest.param(change, major, id=f"{change.name}-pg{major}") for change in hazard_changes() for major in change.majors
]
BRIEF = {"lock-queue"}
"""What is told of any statement that locks a table, be it for an instant."""


@pytest.fixture
def shadow_of_major(major: int, request: pytest.FixtureRequest) -> Shadow:
    """The shadow of the run's major."""
    found: Shadow = request.getfixturevalue(f"shadow_{major}")
    return found


@pytest.mark.parametrize(("change", "major"), RUNS)
async def test_a_change_is_told_its_dangers_and_no_others(
    change: HazardChange, major: int, shadow_of_major: Shadow, tmp_path: Path
) -> None:
    """A danger that is not told hurts; one that is told of everything is not read."""
    said = await said_of(change, shadow_of_major, tmp_path)
    shown = {
        "written": sorted(h.code for h in said.as_written),
        "left": sorted(f"{h.code}: {h.object}" for h in said.left),
    }
    assert set(change.tells) <= said.codes, shown
    assert not set(change.never) & said.codes, shown
    if change.harmless:
        assert said.left == (), shown
        assert {hazard.code for hazard in said.as_written} <= BRIEF, shown
    for code in get_args(HazardCode):
        if major == MAJOR and shown_by(code) == change:
            assert section(code, change, said) in PAGE.read_text(encoding="utf-8")
    assert len({(h.code, h.object) for h in said.as_written}) == len(said.as_written)
    assert len({(h.code, h.object) for h in said.planned}) == len(said.planned)
