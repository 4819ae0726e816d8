"""One script, call by call, to the reference memory server and to ours: equal answers, but for its listed defects."""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.npm_packages import PROGRAMS, installed
from tests.reference_script import DIFFERENCES, Answer, Call, script
from tests.stdio_server import Stdio, serving

PACKAGE = "@modelcontextprotocol/server-memory"
VERSION = "2026.8.31"
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


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Stdio]:
    """A session with our server over a new store."""
    environment = {**os.environ, "KG_STORE": f"sqlite:///{tmp_path / 'graph.sqlite'}"}
    with serving([Path(sys.executable).with_name("kg-memory")], environment, tmp_path) as session:
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
            assert call.differs, _told(number, call, theirs, mine)
            assert DIFFERENCES[call.differs].agrees(theirs, mine), _told(number, call, theirs, mine)
            seen[call.differs] += 1
    assert seen.keys() == DIFFERENCES.keys()


def _told(number: int, call: Call, theirs: Answer, mine: Answer) -> str:
    return f"call {number}: {call!r:.600}\nreference: {theirs!r:.1500}\nours:      {mine!r:.1500}"


def test_the_manual_lists_every_difference_with_its_reason() -> None:
    """Who changes servers wants to know what will be different, and why."""
    manual = MANUAL.read_text()
    for difference in DIFFERENCES.values():
        assert f"| {difference.reference} | {difference.ours} | {difference.reason} |" in manual
