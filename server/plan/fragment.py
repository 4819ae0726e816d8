"""What one strategy contributes to a plan."""

from dataclasses import dataclass, replace
from enum import IntEnum

from server.model.plan import Check, Claim, Decision, Hazard, Loss, PhaseName, Script, Step
from server.model.policy import Policy
from server.model.ranking import Choice
from server.plan.filling import Filling


class Rank(IntEnum):
    """Where a step stands among the others of its phase."""

    FOUNDATIONS = 0
    """What tables and columns stand on, such as schemas and domains."""
    TABLE_NAMES = 1
    COLUMN_NAMES = 2
    """Swaps of names, which everything after them relies on."""
    LABELS = 3
    """What nothing may use before it is committed."""
    ADDITIONS = 4
    LATE_ADDITIONS = 5
    """What needs the additions, such as an index on them."""
    EARLY_REMOVALS = 6
    """What stands on tables and columns, such as views and triggers."""
    OLD_COLUMNS = 7
    """What a change of type left behind, whose way back may read columns that are removed too."""
    REMOVALS = 8
    LATE_REMOVALS = 9
    """What tables and columns stood on, such as types and functions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedStep:
    """A step with its phase and rank."""

    phase: PhaseName
    rank: Rank
    step: Step
    fillings: tuple[Filling, ...] = ()
    """Columns that it does nothing else than fill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedCheck:
    """What must hold when the plan begins, if what it is about is made in a later phase than the first."""

    phase: PhaseName | None
    """In which that is made; None when the check knows what this plan began from what others left."""
    check: Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """Steps in the order the strategy needs them, with what the reader must know."""

    steps: tuple[PlacedStep, ...] = ()
    decisions: tuple[Decision, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    losses: tuple[Loss, ...] = ()
    vacant: tuple[PlacedCheck, ...] = ()
    put_away: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()

    def __add__(self, other: "Fragment") -> "Fragment":
        return Fragment(
            steps=self.steps + other.steps,
            decisions=self.decisions + other.decisions,
            hazards=self.hazards + other.hazards,
            losses=self.losses + other.losses,
            vacant=self.vacant + other.vacant,
            put_away=self.put_away + other.put_away,
            choices=self.choices + other.choices,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StepMaker:
    """Makes the steps of one operation, so that keys, limits and statement numbers agree."""

    operation: str
    object: str
    statement: int
    policy: Policy

    def step(
        self,
        part: str,
        *,
        phase: PhaseName,
        title: str,
        reason: str,
        up: Script,
        down: Script,
        rank: Rank = Rank.ADDITIONS,
    ) -> PlacedStep:
        """A step; work under locks that let reads and writes pass gets no statement timeout."""
        return PlacedStep(
            phase=phase,
            rank=rank,
            step=Step(
                key=f"{self.operation}:{self.object}:{part}",
                operation=self.operation,
                title=title,
                reason=reason,
                up=self._limited(up),
                down=self._limited(down),
                lock_timeout_ms=self.policy.lock_timeout_ms,
                statement=self.statement,
            ),
        )

    def filling(self, filling: Filling, *, title: str, reason: str) -> PlacedStep:
        """The step that fills a column, maybe in one pass with others of its table."""
        up, down = filling.scripts()
        step = self.step("backfill", phase="migrate", title=title, reason=reason, up=up, down=down)
        return replace(step, fillings=(filling,))

    def _limited(self, script: Script) -> Script:
        brief = script.transactional and script.claim.lock.blocks_writes
        return replace(script, statement_timeout_ms=self.policy.statement_timeout_ms) if brief else script


def in_transaction(*commands: str, claim: Claim) -> Script:
    """The commands as one transaction."""
    return Script(commands=tuple(command for command in commands if command), claim=claim)


def one_by_one(*commands: str, claim: Claim) -> Script:
    """The commands outside of any transaction, each committing by itself."""
    return Script(commands=tuple(command for command in commands if command), transactional=False, claim=claim)


NOTHING = Script()
"""Nothing to do: another step's script takes care of it."""
