"""The memory server beside the reference's, both over stdio: search, writes, memory; and how good the search is.

``python -m bench.memory`` prints it with the machine. The reference writes its whole file for each call, so that its
graph is put in place as a file; ours is filled through the store, as an import does. ``--entities 1000`` runs one size,
``--alone`` leaves the reference out, ``--postgresql`` measures a store in PostgreSQL too.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import anyio
import psutil
import psycopg
from anyio import to_thread
from rich.console import Console
from rich.table import Table

from bench.machine import machine
from knowledge.jsonl import written
from knowledge.model import Entity, Record, Relation, Search
from knowledge.store import Store, open_store
from server.postgres.binaries import identify
from server.postgres.engine import Cluster
from tests.migration_history import history
from tests.npm_packages import PROGRAMS, REFERENCE_MEMORY, installed
from tests.postgres_majors import folder_of
from tests.search_quality import Judged, ask, ask_reference, fill, share
from tests.search_questions import questions
from tests.stdio_server import serving

PACKAGE, VERSION = REFERENCE_MEMORY
SIZES = (1_000, 10_000, 100_000, 1_000_000)
LARGEST_FOR_REFERENCE = 100_000
BUDGET = 2_000
"""Tokens of a broad search."""

_NOUNS = """
orders products customers invoices payments shipments sessions users roles routes parcels jobs events carts prices taxes
plans notes ledgers reviews stocks labels flags keys tokens teams scopes alerts queues topics
""".split()
_VERBS = (
    "adds drops renames widens splits fills checks moves copies locks validates partitions converts reverts".split()
)
_TYPES = ["Table", "Migration", "Incident", "Service"]
_RELATIONS = ["changes", "hit", "used_strategy", "reads"]
_BATCH = 2_000


def entity(number: int) -> Entity:
    """One of many: three sentences about it."""
    chance = random.Random(number)
    told = (
        f"{chance.choice(_VERBS)} {chance.choice(_NOUNS)} of {chance.choice(_NOUNS)} in {chance.randrange(500)} "
        f"minutes, run {chance.randrange(100_000)}"
        for _ in range(3)
    )
    return Entity(name=name(number), entity_type=chance.choice(_TYPES), observations=tuple(told))


def name(number: int) -> str:
    """A name that differs from others in its number."""
    return f"{_NOUNS[number % 29]}_{_NOUNS[number % 31 % len(_NOUNS)]}_{number:07}"


def relations(number: int, of: int) -> Iterator[Relation]:
    """Three that go out from an entity."""
    chance = random.Random(-number - 1)
    for kind in chance.sample(_RELATIONS, 3):
        yield Relation(source=name(number), target=name(chance.randrange(of)), relation_type=kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Of one server with one graph; times in milliseconds."""

    named: Sequence[float]
    """Searches by name."""
    created: Sequence[float]
    """Calls that create an entity."""
    resident_mib: float
    """Memory of the process at the end."""


def of_server(command: Sequence[str | Path], environment: dict[str, str], entities: int, calls: int) -> Figures:
    """Call one server as an agent does, one call after the other."""
    chance = random.Random(6)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(command, {**os.environ, **environment}, Path(folder)) as session,
    ):
        (process,) = psutil.Process().children()
        session.call("search_nodes", {"query": name(0)})
        named = []
        for _ in range(calls):
            query = name(chance.randrange(entities))
            started = time.perf_counter()
            reply = session.call("search_nodes", {"query": query})
            named.append((time.perf_counter() - started) * 1_000)
            assert query in reply["result"]["content"][0]["text"]
        created = []
        for number in range(calls):
            new = {"name": f"new_{number}", "entityType": "Table", "observations": ["is new"]}
            created.append(_timed(lambda new=new: session.call("create_entities", {"entities": [new]})))
        return Figures(named=named, created=created, resident_mib=process.memory_info().rss / 2**20)


def of_store(store: Store, entities: int, calls: int) -> dict[str, list[float]]:
    """Searches of several kinds in this process: milliseconds of each."""
    chance = random.Random(7)
    kinds: dict[str, Callable[[], Search]] = {
        "by name": lambda: Search(query=name(chance.randrange(entities)), limit=20),
        "two words": lambda: Search(query=f"{chance.choice(_NOUNS)} {chance.choice(_VERBS)}", limit=20),
        "broad, within a budget": lambda: Search(query=chance.choice(_NOUNS), limit=20, depth=1, budget=BUDGET),
        "a sentence": lambda: Search(
            query=f"what {chance.choice(_VERBS)} {chance.choice(_NOUNS)} of {chance.choice(_NOUNS)} minutes", limit=20
        ),
        "misspelt": lambda: Search(query=_misspelt(chance.choice(_NOUNS), chance), limit=20),
    }
    taken: dict[str, list[float]] = {}
    for kind, make in kinds.items():
        store.search(make())
        searches = [make() for _ in range(calls)]
        taken[kind] = [_timed(lambda search=search: store.search(search)) for search in searches]
    return taken


def fill_store(store: Store, entities: int) -> float:
    """Write the graph; the seconds it took."""
    started = time.perf_counter()
    for first in range(0, entities, _BATCH):
        numbers = range(first, min(entities, first + _BATCH))
        store.record(
            Record(
                entities=tuple(map(entity, numbers)),
                relations=tuple(each for number in numbers for each in relations(number, entities)),
            )
        )
    return time.perf_counter() - started


def fill_file(path: Path, entities: int) -> None:
    """Write the graph as the reference server would have."""
    with path.open("w") as file:
        for number in range(entities):
            file.write(written(entity(number)) + "\n")
        for number in range(entities):
            file.writelines(written(each) + "\n" for each in relations(number, entities))


def compare(entities: int, calls: int, console: Console, *, alone: bool) -> None:
    """Both servers with a graph of this size, then our search by itself."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/graph.sqlite"
        store = open_store(url)
        seconds = fill_store(store, entities)
        ours = of_server([Path(sys.executable).with_name("kg-memory")], {"KG_STORE": url}, entities, calls)
        theirs = None
        if not alone and entities <= LARGEST_FOR_REFERENCE:
            file = Path(folder) / "memory.jsonl"
            fill_file(file, entities)
            command = [PROGRAMS / "node", installed(PACKAGE, VERSION) / "dist" / "index.js"]
            few = max(3, min(calls, 100_000 // entities))
            theirs = of_server(command, {"MEMORY_FILE_PATH": str(file)}, entities, few)
        table = Table("over stdio", "ours", "p99", "reference", "ratio", title=f"{entities:,} entities")
        for label, mine, others in (
            ("search by name, ms", ours.named, theirs and theirs.named),
            ("create an entity, ms", ours.created, theirs and theirs.created),
            ("memory, MiB", [ours.resident_mib], theirs and [theirs.resident_mib]),
        ):
            table.add_row(label, *_compared(mine, others))
        console.print(table)
        console.print(f"{seconds:.0f} s to fill the store, {entities / seconds:,.0f} entities a second")
        _print_searches(of_store(store, entities, calls), f"search in SQLite, {entities:,} entities", console)
        store.close()


async def in_postgresql(entities: int, calls: int, console: Console) -> None:
    """Our search in a store in PostgreSQL."""
    async with Cluster(role="owner", binaries=identify(folder_of(18)), loopback=True) as cluster:
        url = await cluster.create_database("memory")
        await to_thread.run_sync(_in_postgresql, url, entities, calls, console)


def _in_postgresql(url: str, entities: int, calls: int, console: Console) -> None:
    store = open_store(url)
    seconds = fill_store(store, entities)
    with psycopg.connect(url, autocommit=True) as connection:
        # As autovacuum would have by the time of a search.
        connection.execute("VACUUM ANALYZE")
    console.print(f"{seconds:.0f} s to fill PostgreSQL, {entities / seconds:,.0f} entities a second")
    _print_searches(of_store(store, entities, calls), f"search in PostgreSQL, {entities:,} entities", console)
    store.close()


def quality(console: Console) -> None:
    """The share of questions with the right item among the first five, by kind."""
    past = history()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/graph.sqlite")
        fill(store, past)
        asked = list(questions(past))
        ours = [ask(store, question) for question in asked]
        store.close()
    everything = list(past.entities())
    theirs = [ask_reference(everything, question) for question in asked]
    table = Table(
        "question",
        "asked",
        "ours",
        "substring",
        title=f"right item in the first five, {len(past.migrations):,} migrations",
    )
    groups: dict[str, Callable[[Judged], bool]] = {
        kind: lambda each, kind=kind: each.question.kind == kind for kind in dict.fromkeys(each.kind for each in asked)
    }
    groups["all"] = lambda _: True
    groups["held out"] = lambda each: each.question.held_out
    for label, belongs in groups.items():
        mine, others = ([each for each in judged if belongs(each)] for judged in (ours, theirs))
        table.add_row(label, str(len(mine)), f"{share(mine):.1%}", f"{share(others):.1%}")
    console.print(table)


def _print_searches(taken: dict[str, list[float]], title: str, console: Console) -> None:
    table = Table("search", "median ms", "p99 ms", title=title)
    for kind, times in taken.items():
        table.add_row(kind, f"{statistics.median(times):.1f}", f"{_p99(times):.1f}")
    console.print(table)


def _compared(ours: Sequence[float], theirs: Sequence[float] | None) -> tuple[str, str, str, str]:
    mine = statistics.median(ours)
    if theirs is None:
        return f"{mine:.1f}", f"{_p99(ours):.1f}", "", ""
    others = statistics.median(theirs)
    return f"{mine:.1f}", f"{_p99(ours):.1f}", f"{others:,.1f}", f"{others / mine:,.1f}"


def _p99(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1_000


def _misspelt(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def main() -> None:
    """Each size in turn."""
    parser = argparse.ArgumentParser(prog="bench.memory", description=__doc__)
    parser.add_argument("--entities", type=int, nargs="*", default=SIZES, help="sizes of the graph; none: quality only")
    parser.add_argument("--calls", type=int, default=200, help="of each kind")
    parser.add_argument("--alone", action="store_true", help="without the reference server")
    parser.add_argument("--postgresql", action="store_true", help="a store in PostgreSQL too")
    options = parser.parse_args()
    console = Console(width=110)
    for label, value in machine("18"):
        console.print(f"{label}: {value}")
    quality(console)
    for entities in options.entities:
        compare(entities, options.calls, console, alone=options.alone)
        if options.postgresql:
            anyio.run(in_postgresql, entities, options.calls, console)


if __name__ == "__main__":
    main()
