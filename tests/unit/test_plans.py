"""A stored plan is whole, unchanged and found; anything else is refused with a reason."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest

from server.errors import EditedPlan, PlanError, UnknownPlan
from server.model.filename import DEFAULT_NAMING
from server.model.identity import identity_of
from server.model.plan import Phase, Plan
from server.model.target import Target
from server.plans import add_file, list_plans, load, save

DATE = "2026-11-23"
FILES = {"a.up.sql": "SELECT 'ü';\n", "a.down.sql": "SELECT 2;\n"}


def make_plan(name: str = "Product codes", change: str = "SELECT 1") -> Plan:
    """The smallest plan, with its identity."""
    plan = Plan(
        identity="",
        name=name,
        reason="r",
        target=Target(database="shop", version="18", environment="e", fingerprint="f", source="schema files"),
        change=change,
        desired_schema=False,
        phases=(Phase(name="expand", steps=()),),
        decisions=(),
        hazards=(),
        losses=(),
        operations=(),
        final_fingerprint="f",
        column_order_kept=True,
        author="",
        naming=DEFAULT_NAMING,
        services=(),
    )
    return replace(plan, identity=identity_of(plan))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where plans are written; not there yet."""
    return tmp_path / "migrations"


def test_a_plan_is_read_as_it_was_written(root: Path) -> None:
    """Folder, plan and files, and nothing else left behind."""
    plan = make_plan()
    folder = save(plan, FILES, root=root, date=DATE)
    stored = load(plan.identity, root=root, inside=root)
    assert folder.name == f"2026-11-23-product-codes-{plan.identity[:8]}"
    assert (stored.plan, stored.folder, stored.date, stored.files) == (plan, folder, DATE, FILES)
    assert [each.name for each in root.iterdir()] == [folder.name]


@pytest.mark.parametrize(
    "reference",
    [
        lambda plan, folder: plan.identity,
        lambda plan, folder: plan.identity[:6],
        lambda plan, folder: str(folder),
        lambda plan, folder: str(folder / "plan.json"),
        lambda plan, folder: folder.name,
        lambda plan, folder: f"migrations/{folder.name}/plan.json",
        lambda plan, folder: plan.name,
    ],
    ids=["identity", "prefix", "folder", "plan.json", "folder name", "relative path", "name"],
)
def test_a_plan_is_found_by_whatever_names_it(
    reference: Callable[[Plan, Path], str], root: Path, tmp_path: Path
) -> None:
    """An agent passes on whichever of them it saw last."""
    plan = make_plan()
    folder = save(plan, FILES, root=root, date=DATE)
    save(make_plan(name="Other"), FILES, root=root, date=DATE)
    assert load(reference(plan, folder), root=root, inside=tmp_path).plan == plan


def test_the_same_plan_is_kept_as_it_was_first_written(root: Path) -> None:
    """Asking again, also on another day, must not make a second plan of it."""
    first = save(make_plan(), FILES, root=root, date=DATE)
    assert save(make_plan(), {"b.sql": "SELECT 3;\n"}, root=root, date="2026-12-01") == first
    assert load(make_plan().identity, root=root, inside=root).files == FILES


def test_two_plans_of_one_name_have_two_folders(root: Path) -> None:
    """The identity is part of the folder's name; neither overwrites the other."""
    one, two = make_plan(), make_plan(change="SELECT 2")
    assert save(one, FILES, root=root, date=DATE) != save(two, FILES, root=root, date=DATE)
    with pytest.raises(UnknownPlan, match="means 2 plans"):
        load(one.name, root=root, inside=root)


# Enough that a folder written file by file would be seen half done by the others.
MANY = {f"{number}.sql": f"SELECT {number};\n" * 100 for number in range(40)}


def _save_in_process(root: str, change: str) -> str:
    return str(save(make_plan(change=change), MANY, root=Path(root), date=DATE))


def test_fifty_saves_at_once_leave_each_plan_whole(root: Path) -> None:
    """Two servers and parallel calls of one share a folder of plans."""
    changes = [f"SELECT {number % 5}" for number in range(50)]
    with ThreadPoolExecutor(16) as pool:
        folders = set(pool.map(lambda change: _save_in_process(str(root), change), changes))
    assert len(folders) == 5
    assert {str(each) for each in root.iterdir()} == folders
    for change in set(changes):
        assert load(make_plan(change=change).identity, root=root, inside=root).files == MANY


def test_a_plan_that_cannot_be_written_whole_leaves_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk must not leave half a plan that looks like one."""

    def full(_: int) -> None:
        if len(list(root.rglob("*.sql"))) > 1:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        save(make_plan(), FILES, root=root, date=DATE)
    assert list(root.iterdir()) == []


def test_two_processes_agree_on_one_folder(root: Path) -> None:
    """A lock inside one process would not be enough."""
    with get_context("spawn").Pool(2) as pool:
        folders = pool.starmap(_save_in_process, [(str(root), "SELECT 1")] * 8)
    assert len(set(folders)) == 1
    assert [str(each) for each in root.iterdir()] == [folders[0]]


@pytest.mark.parametrize("name", FILES)
def test_an_edited_file_is_named(root: Path, name: str) -> None:
    """What was proven is what is on disk, or the plan is not used."""
    folder = save(make_plan(), FILES, root=root, date=DATE)
    (folder / name).write_text("SELECT 9;\n")
    with pytest.raises(EditedPlan, match=f'"{name}".*was changed'):
        load(make_plan().identity, root=root, inside=root)
    with pytest.raises(EditedPlan):
        save(make_plan(), FILES, root=root, date=DATE)


def test_a_missing_file_is_named(root: Path) -> None:
    """Half a plan is none."""
    folder = save(make_plan(), FILES, root=root, date=DATE)
    (folder / "a.down.sql").unlink()
    with pytest.raises(EditedPlan, match=r'"a\.down\.sql".*is missing'):
        load(make_plan().identity, root=root, inside=root)


def test_a_file_replaced_by_a_link_is_not_followed(root: Path, tmp_path: Path) -> None:
    """A link would let a plan read any file of the machine."""
    folder = save(make_plan(), FILES, root=root, date=DATE)
    (tmp_path / "same").write_text(FILES["a.up.sql"])
    (folder / "a.up.sql").unlink()
    (folder / "a.up.sql").symlink_to(tmp_path / "same")
    with pytest.raises(EditedPlan):
        load(make_plan().identity, root=root, inside=root)


def test_an_edited_plan_file_is_refused(root: Path) -> None:
    """The identity is a hash of the content."""
    folder = save(make_plan(), FILES, root=root, date=DATE)
    text = (folder / "plan.json").read_text()
    (folder / "plan.json").write_text(text.replace('"SELECT 1"', '"SELECT 2"'))
    with pytest.raises(EditedPlan, match=r"plan\.json"):
        load(make_plan().identity, root=root, inside=root)


@pytest.mark.parametrize("text", ["{", "[]", "\x00", '{"identity": "", "plan": 1, "files": {}}', "[" * 100_000])
def test_a_broken_plan_file_is_refused(root: Path, text: str) -> None:
    """Said where it is read, by its identity or its path, and other plans stay in the list."""
    folder = save(make_plan(), FILES, root=root, date=DATE)
    save(make_plan(name="Other"), FILES, root=root, date=DATE)
    (folder / "plan.json").write_text(text)
    for reference in (make_plan().identity, folder.name):
        with pytest.raises(PlanError):
            load(reference, root=root, inside=root)
    assert [entry.name for entry in list_plans(root)] == ["Other"]


def test_a_manifest_that_leads_out_of_its_folder_is_refused(root: Path) -> None:
    """A plan folder may come from somebody else."""
    folder = save(make_plan(), FILES, root=root, date=DATE)
    document = json.loads((folder / "plan.json").read_text())
    document["files"] = {"../../secret": "0" * 64}
    (folder / "plan.json").write_text(json.dumps(document))
    with pytest.raises(PlanError, match="cannot be the name of a file"):
        load(make_plan().identity, root=root, inside=root)


@pytest.mark.parametrize("reference", ["/etc", "../outside", "migrations/../../outside/plan.json"])
def test_a_path_outside_is_refused(root: Path, tmp_path: Path, reference: str) -> None:
    """Also when a plan does lie there."""
    save(make_plan(), FILES, root=tmp_path / "outside", date=DATE)
    with pytest.raises(PlanError, match="lies outside"):
        load(reference, root=root, inside=tmp_path / "project")


def test_a_link_to_a_folder_outside_is_refused(root: Path, tmp_path: Path) -> None:
    """A link inside is as good as a path outside."""
    elsewhere = save(make_plan(), FILES, root=tmp_path / "outside", date=DATE)
    project = tmp_path / "project"
    project.mkdir()
    (project / "link").symlink_to(elsewhere)
    with pytest.raises(PlanError, match="lies outside"):
        load("link", root=root, inside=project)


@pytest.mark.parametrize("reference", ["", " ", "Product code", "a" * 64, "nothing", "x\0y"])
def test_an_unknown_plan_names_those_there_are(root: Path, reference: str) -> None:
    """The caller learns what it could have meant."""
    save(make_plan(), FILES, root=root, date=DATE)
    with pytest.raises(UnknownPlan, match=f'{make_plan().identity[:12]} "Product codes"'):
        load(reference, root=root, inside=root)


def test_with_no_plan_at_all_the_remedy_is_to_make_one(root: Path) -> None:
    """Nothing was written yet, not even the folder."""
    assert list_plans(root) == ()
    with pytest.raises(UnknownPlan, match="generate_migration"):
        load("abcdef", root=root, inside=root)


def test_plans_are_listed_most_recent_first(root: Path) -> None:
    """The folder's date decides."""
    for day in ("02", "03", "01"):
        save(make_plan(name=f"plan {day}"), FILES, root=root, date=f"2026-11-{day}")
    assert [entry.name for entry in list_plans(root)] == ["plan 03", "plan 02", "plan 01"]


def test_a_report_is_added_and_the_plan_stays_valid(root: Path) -> None:
    """A rehearsal comes after the plan was written; its report may be written again."""
    folder = save(make_plan(), FILES, root=root, date=DATE)
    add_file(folder, "dry-run.md", "first")
    assert add_file(folder, "dry-run.md", "second").read_text() == "second"
    assert load(make_plan().identity, root=root, inside=root).files == FILES


@pytest.mark.parametrize("name", ["a.up.sql", "plan.json", "../x", "a/b", "", ".hidden", "a\nb"])
def test_a_report_never_replaces_a_file_of_the_plan(root: Path, name: str) -> None:
    """Nor leaves the folder."""
    folder = save(make_plan(), FILES, root=root, date=DATE)
    with pytest.raises(PlanError):
        add_file(folder, name, "x")
    assert load(make_plan().identity, root=root, inside=root).files == FILES


def test_a_plan_with_another_identity_than_its_content_is_not_written(root: Path) -> None:
    """It could never be loaded again."""
    with pytest.raises(PlanError, match="identity"):
        save(replace(make_plan(), name="changed"), FILES, root=root, date=DATE)
    assert not root.exists()


def test_a_plan_is_named_as_configured(root: Path) -> None:
    """A team's own convention may leave the date out, and the way back still finds it."""
    plan = replace(make_plan(), naming="db_{name}")
    plan = replace(plan, identity=identity_of(replace(plan, identity="")))
    folder = save(plan, FILES, root=root, date=DATE)
    assert folder.name == f"db_product-codes-{plan.identity[:8]}"
    assert load(str(folder), root=root, inside=root).date == DATE
