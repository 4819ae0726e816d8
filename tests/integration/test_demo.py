"""The demo as a person starts it, with few rows."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).with_name("migration-planner")


def demo(folder: Path, *options: str, products: int = 400) -> subprocess.CompletedProcess[str]:
    """The demo's output and end."""
    command = [PROGRAM, "demo", "--folder", folder, "--products", str(products), *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A demo that applied its plan: its folder, and its output and end."""
    folder = tmp_path_factory.mktemp("shown") / "demo"
    return folder, demo(folder, "--apply")


def test_the_demo_finds_plans_rehearses_applies_and_remembers(
    shown: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    """It is the first thing a new user sees, and the only proof they have asked for so far."""
    folder, done = shown
    assert done.returncode == 0, done.stderr
    assert "400 products" in done.stdout
    assert "foreign-key-without-index" in done.stdout
    assert "rewrites public.products" in done.stdout
    assert "web/brands.ts:6  public.products.brand" in done.stdout
    assert "Verdict: proven" in done.stdout and "NOT SO" not in done.stdout
    assert "377 products have their brand in the table of brands, 0 lack a sku" in done.stdout
    assert "migration brands as a table on shop: succeeded." in done.stdout
    decided = max((folder / "migrations").iterdir(), key=lambda folder: (folder / "rehearsal.md").exists())
    names = {file.name.partition(".")[2] for file in decided.iterdir() if file.suffix == ".sql"}
    phases = ("1-expand", "2-migrate", "3-contract")
    assert names == {f"{phase}.{way}.sql" for phase in phases for way in ("up", "down")}
    assert {"plan.json", "migration.md", "impact.md", "runbook.md", "rollback.md"} <= {
        f.name for f in decided.iterdir()
    }


def test_the_demo_replaces_its_own_folder_and_no_other(
    shown: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """A folder of the user's own that happens to bear the name must survive."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    refused = demo(tmp_path / "mine")
    assert refused.returncode == 1
    assert "holds other things than an earlier demo" in refused.stderr
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"
    again, _ = shown
    (again / "migrations" / "left over").mkdir()
    assert demo(again).returncode == 0
    assert not (again / "migrations" / "left over").exists()


def test_the_readme_shows_what_the_demo_prints(tmp_path: Path) -> None:
    """Numbers differ from run to run, words do not; from 10,000 rows on a table counts as large."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"<!-- demo -->\n```text\n(.*?)```", readme, flags=re.DOTALL)
    printed = {without_numbers(line) for line in demo(tmp_path / "demo", products=12_000).stdout.splitlines()}
    assert [line for line in shown.splitlines() if without_numbers(line) not in printed] == []


def without_numbers(line: str) -> str:
    """The line with one mark for each number, and one space for many."""
    return re.sub(r"[ ]+", " ", re.sub(r"[\d,.]*\d", "#", line)).strip()
