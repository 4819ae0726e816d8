"""The commands of kg-memory as a person runs them: import, export, check, backup."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge import transfer
from knowledge.model import Entity, Graph, Origin, Relation
from knowledge.store import Store, open_store
from knowledge.transfer import export_file, import_file

Run = Callable[..., "subprocess.CompletedProcess[str]"]

A_LINE = '{"type":"entity","name":"a","entityType":"T","observations":["one","two"]}'
B_LINE = '{"type":"entity","name":"b","entityType":"T","observations":[]}'
KNOWS_LINE = '{"type":"relation","from":"a","to":"b","relationType":"knows"}'
GRAPH = Graph(
    entities=(
        Entity(name="a", entity_type="T", observations=("one", "two")),
        Entity(name="b", entity_type="T"),
    ),
    relations=(Relation(source="a", target="b", relation_type="knows"),),
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A new store."""
    return open_store(f"sqlite:///{tmp_path}/graph.sqlite")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command over the same store, in the folder of the test."""

    def running(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        environment = {name: value for name, value in os.environ.items() if name != "MEMORY_FILE_PATH"}
        environment |= {"KG_STORE": f"sqlite:///{tmp_path}/graph.sqlite", **variables}
        program = Path(sys.executable).with_name("kg-memory")
        return subprocess.run(
            [program, *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return running


def test_a_file_of_the_reference_server_is_brought_over_and_back(store: Store, run: Run, tmp_path: Path) -> None:
    """One line each way, and the file is the same afterwards, byte for byte."""
    text = "\n".join([A_LINE, B_LINE, KNOWS_LINE])
    (tmp_path / "memory.jsonl").write_text(text)
    done = run("import", "memory.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "imported 2 entities, 2 observations and 1 relations that were not there yet\n"
    assert store.read_graph() == GRAPH
    assert {fact.origin for fact in store.history("a")} == {Origin(source="import:memory.jsonl")}
    done = run("export", "back.jsonl")
    assert (done.returncode, done.stdout) == (0, "exported 2 entities and 1 relations\n")
    assert (tmp_path / "back.jsonl").read_text() == text
    assert run("export", "-").stdout.startswith(text)


def test_bad_lines_are_reported_by_number_and_kept_aside(store: Store, run: Run, tmp_path: Path) -> None:
    """The reference server reads nothing of such a file; nobody mends a line that nobody names."""
    lines = [A_LINE, "not json", B_LINE, "", '{"type":"note"}', KNOWS_LINE]
    (tmp_path / "memory.jsonl").write_text("\n".join(lines))
    done = run("import", MEMORY_FILE_PATH="memory.jsonl")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "memory.jsonl:2: is not JSON",
        'memory.jsonl:5: has a "type" that is neither "entity" nor "relation"',
        f"kg-memory: 2 lines are kept aside in {tmp_path / 'memory.jsonl.rejected'}".replace(f"{tmp_path}/", ""),
    ]
    assert (tmp_path / "memory.jsonl.rejected").read_text() == 'not json\n{"type":"note"}\n'
    assert store.read_graph() == GRAPH


def test_a_second_import_changes_nothing(store: Store, tmp_path: Path) -> None:
    """An interrupted import is simply run again."""
    file = tmp_path / "memory.jsonl"
    file.write_text("\n".join([A_LINE, B_LINE, KNOWS_LINE]))
    import_file(store, file)
    again = import_file(store, file)
    assert (again.entities, again.observations, again.relations, again.aside) == (0, 0, 0, None)
    assert store.read_graph() == GRAPH


def test_doubles_become_one_and_another_type_is_told(store: Store, tmp_path: Path) -> None:
    """The reference server stores an entity twice when it comes twice in one call; nothing of either may be lost."""
    file = tmp_path / "memory.jsonl"
    double = '{"type":"entity","name":"a","entityType":"T","observations":["two","three"]}'
    other = '{"type":"entity","name":"a","entityType":"U","observations":["four"]}'
    file.write_text("\n".join([A_LINE, double, other, KNOWS_LINE, KNOWS_LINE]))
    imported = import_file(store, file)
    assert imported.faults == ((3, "gives an entity another type than it has already"),)
    assert imported.aside is not None and imported.aside.read_text() == f"{other}\n"
    (entity,) = store.read_graph().entities
    assert entity == Entity(name="a", entity_type="T", observations=("one", "two", "three", "four"))
    assert len(store.read_graph().relations) == 1


def test_a_file_larger_than_a_batch_is_brought_whole(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Batches end anywhere, a line without end is taken in pieces, and numbers still are those of an editor."""
    monkeypatch.setattr(transfer, "_BATCH_LINES", 7)
    monkeypatch.setattr(transfer, "_PIECE_BYTES", 200)
    file = tmp_path / "memory.jsonl"
    entities = [{"type": "entity", "name": f"{n}", "entityType": "T", "observations": [f"{n}"]} for n in range(40)]
    lines = [json.dumps(entity) for entity in entities]
    lines[20] = "x" * 1_000
    lines[30] = "bad"
    file.write_text("\n".join(lines))
    imported = import_file(store, file)
    assert {number for number, _ in imported.faults} == {21, 31}
    assert imported.aside is not None and imported.aside.read_text() == f"{lines[20]}\nbad\n"
    assert [entity.name for entity in store.read_graph().entities] == [f"{n}" for n in range(40) if n not in (20, 30)]


def test_a_file_that_is_there_is_replaced_only_when_told(store: Store, run: Run, tmp_path: Path) -> None:
    """It may be the only copy of somebody's memory."""
    store.create_entities(GRAPH.entities)
    (tmp_path / "memory.jsonl").write_text("precious")
    done = run("export", "memory.jsonl")
    assert done.returncode == 2
    assert done.stderr == 'kg-memory: "memory.jsonl" is there already; give another name, or --force to replace it\n'
    assert (tmp_path / "memory.jsonl").read_text() == "precious"
    assert run("export", "memory.jsonl", "--force").returncode == 0
    assert (tmp_path / "memory.jsonl").read_text() == f"{A_LINE}\n{B_LINE}"


def test_an_export_that_fails_leaves_what_was_there(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a file would be taken for a whole one."""
    store.create_entities(GRAPH.entities)
    file = tmp_path / "memory.jsonl"
    file.write_text("precious")

    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(transfer.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        export_file(store, file, overwrite=True)
    assert file.read_text() == "precious"
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith((".jsonl", ".tmp"))] == ["memory.jsonl"]
    assert not list(tmp_path.glob(".memory.jsonl.*"))


def test_a_copy_is_a_store_and_a_damaged_one_is_told(store: Store, run: Run, tmp_path: Path) -> None:
    """Who looks after a store gets a clear answer and an exit code to act on."""
    store.create_entities(GRAPH.entities)
    assert run("backup", "copy.sqlite").returncode == 0
    assert open_store(f"sqlite:///{tmp_path}/copy.sqlite").read_graph().entities == GRAPH.entities
    done = run("check")
    assert (done.returncode, done.stdout) == (0, "nothing is wrong\n")
    (tmp_path / "damaged.sqlite").write_bytes(b"not a database" * 1_000)
    done = run("check", "--store", "sqlite:///damaged.sqlite")
    assert done.returncode in {1, 2}
    assert "is not a SQLite database or is damaged" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["import"], "kg-memory: no file to import; name one, or set MEMORY_FILE_PATH"),
        (["import", "missing.jsonl"], "No such file or directory: 'missing.jsonl'"),
        (["--store", "redis://x", "check"], 'store URL with scheme "redis" is not supported'),
        (["check", "--store", "redis://x"], 'store URL with scheme "redis" is not supported'),
        (["export", "missing/memory.jsonl"], "No such file or directory"),
        (["--http", "--port", "0"], '"0" is no port; give a number from 1 to 65535'),
        (["exprot", "x"], "invalid choice: 'exprot'"),
    ],
)
def test_what_cannot_be_done_is_told_with_exit_code_two(run: Run, arguments: list[str], message: str) -> None:
    """A script must be able to tell it from lines kept aside."""
    done = run(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_the_store_of_the_configuration_file_is_used(run: Run, tmp_path: Path) -> None:
    """Both servers of a project open the same graph, wherever in it they are started."""
    (tmp_path / "migration-planner.toml").write_text('[memory]\nstore = "sqlite:///own/${NAME}.sqlite"\n')
    (tmp_path / "memory.jsonl").write_text(A_LINE)
    assert run("import", "memory.jsonl", KG_STORE="", NAME="kg").returncode == 0
    assert (tmp_path / "own" / "kg.sqlite").is_file()
    (tmp_path / "migration-planner.toml").write_text("[memory")
    done = run("check", KG_STORE="")
    assert done.returncode == 2
    assert "cannot be read" in done.stderr and "or give --store" in done.stderr


def test_who_only_changes_the_command_is_told_where_the_memory_is(run: Run, tmp_path: Path) -> None:
    """The variable of the reference server means nothing to a store; an empty memory would look like a lost one."""
    done = run(MEMORY_FILE_PATH=str(tmp_path / "memory.jsonl"))
    assert done.returncode == 0
    assert f'bring the file over once: kg-memory import "{tmp_path / "memory.jsonl"}"' in done.stderr
