"""Many sequences tried, and a failing one made short."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from anyio import create_task_group

from tests.random_ddl.arena import Arena
from tests.random_ddl.outcome import Outcome
from tests.random_ddl.sequenced import Sequenced, sequence_of
from tests.random_ddl.shortening import shortened

MAJORS = (15, 18)
DUMPED_EVERY = 10


@dataclass(slots=True)
class Tally:
    """What became of many sequences."""

    tried: int
    accepted: int
    said: int
    emptied: Counter[str]
    asked: Counter[str]
    failures: dict[str, list[tuple[int, int, str]]]
    """By failure: major, seed and detail."""
    kinds: dict[str, list[int]]
    """Of each kind of statement, how many were accepted and how many said."""

    @classmethod
    def empty(cls) -> Self:
        """Before the first."""
        return cls(tried=0, accepted=0, said=0, emptied=Counter(), asked=Counter(), failures={}, kinds={})

    def add(self, major: int, sequence: Sequenced, outcome: Outcome) -> None:
        """One more."""
        self.tried += 1
        for kind, accepted in zip(sequence.kinds, outcome.accepted, strict=False):
            self.accepted += accepted
            self.said += 1
            counts = self.kinds.setdefault(kind, [0, 0])
            counts[0] += accepted
            counts[1] += 1
        if outcome.emptied:
            self.emptied[outcome.emptied] += 1
        if outcome.asked:
            self.asked[outcome.asked] += 1
        if outcome.failure:
            self.failures.setdefault(outcome.failure, []).append((major, sequence.seed, outcome.detail))

    def told(self) -> str:
        """The failures for a person, most frequent first."""
        lines = []
        for failure, found in sorted(self.failures.items(), key=lambda pair: -len(pair[1])):
            seeds = ", ".join(f"{seed} on {major}" for major, seed, _ in found[:8])
            lines.append(f"{len(found)} x {failure}: {seeds}\n{found[0][2]}\n")
        return "\n".join(lines)


async def tried(seeds: range) -> Tally:
    """What became of the seeds' sequences, each on the server that is its own."""
    outcomes: dict[int, Outcome] = {}
    async with create_task_group() as group:
        for major in MAJORS:
            mine = [seed for seed in seeds if arguments(seed)["major"] == major]
            group.start_soon(_try_on, major, mine, outcomes)
    tally = Tally.empty()
    for seed in seeds:
        tally.add(arguments(seed)["major"], sequence_of(seed), outcomes[seed])
    return tally


async def unseen(seeds: range) -> dict[int, list[str]]:
    """By seed, statements that ``pg_dump`` shows and the catalog does not."""
    found: dict[int, list[str]] = {}
    async with create_task_group() as group:
        for major in MAJORS:
            mine = [seed for seed in seeds if arguments(seed)["major"] == major]
            group.start_soon(_look_on, major, mine, found)
    return found


async def _look_on(major: int, seeds: Sequence[int], found: dict[int, list[str]]) -> None:
    async with Arena.open(major) as arena:
        for seed in seeds:
            sequence = sequence_of(seed)
            if statements := await arena.unseen(sequence.schema, sequence.change):
                found[seed] = statements


async def _try_on(major: int, seeds: Sequence[int], outcomes: dict[int, Outcome]) -> None:
    async with Arena.open(major) as arena:
        for seed in seeds:
            sequence = sequence_of(seed)
            outcomes[seed] = await arena.run(sequence.schema, sequence.change, dump=arguments(seed)["dump"])


async def shrink(arena: Arena, sequence: Sequenced, failure: str) -> tuple[list[str], list[str]]:
    """The fewest statements of schema and change that still fail alike."""
    known: dict[tuple[tuple[str, ...], tuple[str, ...]], bool] = {}

    async def fails(schema: Sequence[str], change: Sequence[str]) -> bool:
        key = tuple(schema), tuple(change)
        if key not in known:
            outcome = await arena.run(schema, change, dump=failure.startswith("pg_dump"))
            known[key] = outcome.failure == failure
        return known[key]

    change = await shortened(sequence.change, lambda fewer: fails(sequence.schema, fewer))
    schema = await shortened(sequence.schema, lambda fewer: fails(fewer, change))
    change = await shortened(change, lambda fewer: fails(schema, fewer))
    return schema, change


def arguments(seed: int) -> Mapping[str, Any]:
    """Whether the seed's sequence is dumped, and the server it runs on."""
    return {"major": MAJORS[seed % len(MAJORS)], "dump": seed // len(MAJORS) % DUMPED_EVERY == 0}
