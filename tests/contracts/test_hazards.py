"""Every hazard has its pair of changes, its condition and its place in the documentation; every danger is answered."""

import re
from pathlib import Path
from typing import get_args

from server.model.hazard_conditions import CONDITIONS
from server.model.plan import ADVICE, HazardCode
from tests.hazard_changes import hazard_changes, rows_elsewhere
from tests.statement_forms.facts import SOURCES

CODES = set(get_args(HazardCode))
PAGE = (Path(__file__).parents[2] / "docs" / "hazards.md").read_text(encoding="utf-8")
SERVER = Path(__file__).parents[2] / "server"


def test_every_hazard_is_told_of_one_change_and_not_of_another() -> None:
    """One that nothing triggers is folklore; one that nothing avoids is noise."""
    changes = hazard_changes()
    told = {code for change in changes for code in change.tells}
    kept = {code for change in changes for code in change.never}
    assert CODES - told == set()
    assert CODES - kept == set()
    assert (told | kept) - CODES == set()


def test_every_hazard_the_code_can_emit_has_a_condition() -> None:
    """And nothing has one that no code emits."""
    assert set(CONDITIONS) == CODES
    assert ADVICE <= CODES
    texts = [path.read_text(encoding="utf-8") for path in SERVER.rglob("*.py") if path.stem != "hazard_conditions"]
    for code in CODES:
        # its name in the list, and at least one place that says it
        assert sum(text.count(f'"{code}"') for text in texts) >= 2, code


def test_every_row_of_the_catalogue_of_dangers_is_answered() -> None:
    """By changes here, or by what is proved elsewhere; never by both, and by nothing that is no row."""
    rows = {f"{letter}{number}" for letter, most in SOURCES.items() for number in range(1, most + 1)}
    shown = {row for change in hazard_changes() for row in change.rows}
    assert shown | set(rows_elsewhere()) == rows
    assert not shown & set(rows_elsewhere())


def test_names_of_changes_are_unlike() -> None:
    """A test is found by it."""
    names = [change.name for change in hazard_changes()]
    assert len(set(names)) == len(names)


def test_the_page_about_hazards_has_a_section_for_each() -> None:
    """``python -m bench.hazard_page`` writes it."""
    assert re.findall(r"^## (\S+)$", PAGE, flags=re.MULTILINE) == sorted(CODES)
