"""Prints how long the page over a large knowledge graph takes to answer; exit code 1 when a median is over budget."""

import argparse
import http.client
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bench.machine import machine
from knowledge.model import Entity, Relation
from knowledge.store import open_store
from tests.browser import chromium

BUDGET_MS = 250.0
"""From asking to the whole answer: below it, what is typed seems to be answered at once."""
HUB_RELATIONS = 10_000
TYPES = ("Table", "Column", "Column", "Column", "Index", "Migration", "Query", "Service")
WORDS = "orders products price customer invoice stock shipment payment cart review brand category supplier".split()
KINDS = ("changes", "reads", "writes", "depends_on", "belongs_to")

Question = Callable[[random.Random], tuple[str, dict[str, str]]]


def name_of(number: int) -> str:
    """Name of an entity, the same in each run."""
    dice = random.Random(number)
    kind = TYPES[number % len(TYPES)].lower()
    return f"{kind}:shop.public.{dice.choice(WORDS)}_{dice.choice(WORDS)}_{number}"


def fill(url: str, entities: int) -> None:
    """A graph of so many entities with three observations and three relations each, and one with many relations."""
    store, dice = open_store(url), random.Random(7)
    for start in range(0, entities, 5_000):
        numbers = range(start, min(start + 5_000, entities))
        store.create_entities([_entity(number, dice) for number in numbers])
        store.create_relations(
            [
                Relation(
                    source=name_of(number), target=name_of(dice.randrange(entities)), relation_type=dice.choice(KINDS)
                )
                for number in numbers
                for _ in range(3)
            ]
        )
    hub = [Relation(source=name_of(number), target="hub", relation_type="reads") for number in range(HUB_RELATIONS)]
    store.create_relations(hub)
    store.close()


def _entity(number: int, dice: random.Random) -> Entity:
    notes = [f"{dice.choice(WORDS)} {dice.choice(WORDS)} took {dice.randrange(900)} ms" for _ in range(3)]
    return Entity(name=name_of(number), entity_type=TYPES[number % len(TYPES)], observations=tuple(notes))


def questions(entities: int) -> dict[str, Question]:
    """What a person at the page asks for."""
    return {
        "the start": lambda _: ("overview", {}),
        "search, a whole name": lambda dice: ("search", {"q": name_of(dice.randrange(entities)).split(":")[1]}),
        "search, two words": lambda dice: ("search", {"q": f"{dice.choice(WORDS)} {dice.choice(WORDS)}"}),
        "search, a word half of all have": lambda _: ("search", {"q": "took"}),
        "search, within a type": lambda dice: ("search", {"q": dice.choice(WORDS), "type": "Service"}),
        "a type": lambda _: ("search", {"type": "Column"}),
        "an entity and its neighbourhood": lambda dice: ("entity", {"name": name_of(dice.randrange(entities))}),
        f"one with {HUB_RELATIONS:,} relations": lambda _: ("entity", {"name": "hub"}),
        "more of its neighbours": lambda _: (
            "neighbours",
            # Its relations were written last.
            {"name": "hub", "direction": "in", "type": "reads", "before": f"{3 * entities + HUB_RELATIONS // 2}"},
        ),
        "a page of its history": lambda _: ("history", {"name": "hub"}),
        "whether anything was written": lambda _: ("version", {}),
    }


@contextmanager
def served(url: str) -> Iterator[str]:
    """Address of the page."""
    command = [str(Path(sys.executable).with_name("migration-planner")), "graph", "--no-open"]
    with subprocess.Popen(command, env={**os.environ, "KG_STORE": url}, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().split()[-1]
        server.send_signal(signal.SIGINT)


def milliseconds(address: str, question: Question, times: int) -> list[float]:
    """How long each of so many answers took, sorted."""
    parts, dice, took = urlsplit(address), random.Random(1), []
    connection = http.client.HTTPConnection("127.0.0.1", parts.port or 0, timeout=60)
    for _ in range(times):
        what, parameters = question(dice)
        started = time.perf_counter()
        connection.request("GET", f"{parts.path}api/{what}?{urlencode(parameters)}")
        answer = connection.getresponse()
        answer.read()
        took.append((time.perf_counter() - started) * 1000)
        assert answer.status == 200, (what, parameters, answer.status)
    connection.close()
    return sorted(took)


def drawn_in_chromium(address: str, entities: int, times: int) -> list[float]:
    """Milliseconds from the click on an entity to its drawing on the screen, sorted."""
    wait = """async (name) => {
      const started = performance.now();
      location.hash = entityAddress(name);
      while (document.querySelector("h1")?.textContent !== name || !document.querySelector(".node"))
        await new Promise(requestAnimationFrame);
      return performance.now() - started;
    }"""
    dice = random.Random(2)
    with chromium() as browser:
        page = browser.new_page()
        page.goto(address)
        return sorted(page.evaluate(wait, name_of(dice.randrange(entities))) for _ in range(times))


def main() -> int:
    """Measure and print; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entities", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=30, help="answers of each kind")
    options = parser.parse_args()
    for label, value in machine("not used"):
        print(f"{label:<12}{value}")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/graph.sqlite"
        started = time.perf_counter()
        fill(url, options.entities)
        print(f"{options.entities:,} entities written in {time.perf_counter() - started:.0f} s\n")
        print(f"{'milliseconds':<38}{'median':>9}{'longest':>9}")
        over = 0
        with served(url) as address:
            measured = {
                what: milliseconds(address, question, options.times)
                for what, question in questions(options.entities).items()
            }
            measured["drawn in Chromium after a click"] = drawn_in_chromium(address, options.entities, options.times)
            for what, took in measured.items():
                median = statistics.median(took)
                over += median > BUDGET_MS
                print(f"{what:<38}{median:>9.1f}{took[-1]:>9.1f}{'  over budget' if median > BUDGET_MS else ''}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
