"""One script, call by call, to the reference memory server and to ours: equal answers, but for its listed defects."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.npm_packages import PROGRAMS, REFERENCE_MEMORY, installed
from tests.reference_script import DIFFERENCES, ODD_TEXTS, Answer, Call, script
from tests.stdio_server import Stdio, serving

PACKAGE, VERSION = REFERENCE_MEMORY
MANUAL = Path(__file__).parents[2] / "docs" / "memory.md"


@pytest.fixture(scope="module")
def reference_program() -> list[str]:
    """The command of the reference server, as npm brings it."""
    return [str(PROGRAMS / "node"), str(installed(PACKAGE, VERSION) / "dist" / "index.js")]


@pytest.fixture
def reference(reference_program: list[str], tmp_path: Path) -> Iterator[Stdio]:
    """A session with the reference server over a new file."""
    environment = {**os.environ, "MEMORY_FILE_PATH": str(tmp_path / "memory.jsonl")}
    with serving(reference_program, environment, tmp_path) as session:
        yield session


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of our store."""
    return tmp_path_factory.mktemp("ours") / "graph.sqlite"


@pytest.fixture(scope="module")
def ours(store: Path) -> Iterator[Stdio]:
    """A session with our server; the script leaves its graph empty."""
    environment = {**os.environ, "KG_STORE": f"sqlite:///{store}"}
    with serving([Path(sys.executable).with_name("kg-memory")], environment, store.parent) as session:
        yield session


def answer(reply: dict[str, Any]) -> Answer:
    """What a client sees of a reply."""
    if "error" in reply:
        return Answer(code=reply["error"]["code"])
    result = reply["result"]
    texts = tuple(block["text"] for block in result["content"])
    return Answer(texts=texts, structured=result.get("structuredContent"), is_error=result.get("isError", False))


def test_the_script_gives_the_reference_servers_answers_but_for_its_listed_defects(
    reference: Stdio, ours: Stdio
) -> None:
    """Whoever works with the reference server works with ours; and every listed defect is one that was seen."""
    calls = script()
    assert len(calls) >= 300
    seen: Counter[str] = Counter()
    for number, call in enumerate(calls):
        theirs, mine = (answer(server.call(call.tool, call.arguments)) for server in (reference, ours))
        if theirs != mine:
            shown = next((key for key in call.differs if DIFFERENCES[key].agrees(theirs, mine)), None)
            assert shown, _told(number, call, theirs, mine)
            seen[shown] += 1
    assert seen.keys() == DIFFERENCES.keys()


def _told(number: int, call: Call, theirs: Answer, mine: Answer) -> str:
    return f"call {number}: {call!r:.600}\nreference: {theirs!r:.1500}\nours:      {mine!r:.1500}"


def test_the_manual_lists_every_difference_with_its_reason() -> None:
    """Who changes servers wants to know what will be different, and why."""
    manual = MANUAL.read_text()
    for difference in DIFFERENCES.values():
        assert f"| {difference.reference} | {difference.ours} | {difference.reason} |" in manual


def test_each_server_reads_the_file_of_the_other(
    reference_program: list[str], ours: Stdio, store: Path, tmp_path: Path
) -> None:
    """Whoever tries ours loses nothing when going back; hostile texts break no line of the file."""
    names = ODD_TEXTS
    entities = [{"name": name, "entityType": name, "observations": [name, f"{name}!"]} for name in names]
    relations = [{"from": name, "to": other, "relationType": name} for name, other in pairwise(names)]
    ours.call("create_entities", {"entities": entities})
    ours.call("create_relations", {"relations": relations})
    graph = {"entities": entities, "relations": relations}
    assert answer(ours.call("read_graph")).structured == graph

    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    command("export", first, store=store)
    written = first.read_bytes()
    with serving(reference_program, {**os.environ, "MEMORY_FILE_PATH": str(first)}, tmp_path) as session:
        assert answer(session.call("read_graph")).structured == graph
        # Makes the reference server write the file anew.
        session.call("delete_entities", {"entityNames": []})
    assert first.read_bytes() == written

    command("import", first, store=tmp_path / "other.sqlite")
    command("export", second, store=tmp_path / "other.sqlite")
    assert second.read_bytes() == written


def command(name: str, file: Path, *, store: Path) -> None:
    """Run a command of kg-memory that must succeed."""
    program = Path(sys.executable).with_name("kg-memory")
    subprocess.run([program, name, file, "--store", f"sqlite:///{store}"], check=True, capture_output=True, timeout=60)
