"""The pages about strategies say what the code does."""

from pathlib import Path

import pytest

from bench.strategy_pages import ALL, PAGES, Page, index, page_text
from server.postgres.shadow import Shadow

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.name)
async def test_a_page_is_what_is_generated(page: Page, shadow_18: Shadow, tmp_path: Path) -> None:
    """Run ``python -m bench.strategy_pages`` after a change of a strategy, and review the difference."""
    assert (PAGES / f"{page.name}.md").read_text() == await page_text(page, shadow_18, tmp_path)


def test_every_strategy_has_a_page_and_every_page_is_listed() -> None:
    """Helpers of strategies and what only frames others have none of their own."""
    told = {page.module for page in ALL} | {"constraints", "create_table", "objects"}
    there = {file.stem for file in Path("server/plan/strategies").glob("*.py")} - {"__init__"}
    assert told == there
    assert (PAGES / "README.md").read_text() == index()
    assert {file.stem for file in PAGES.glob("*.md")} == {page.name for page in ALL} | {"README"}
