"""Ordered phases of steps, each with its up and its down."""

from dataclasses import dataclass
from typing import Literal

from server.model.lock import LockMode
from server.model.target import Target

PhaseName = Literal["expand", "migrate", "contract"]
PHASES: tuple[PhaseName, ...] = ("expand", "migrate", "contract")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a script promises about tables that existed before it; a rehearsal compares."""

    lock: LockMode = LockMode.NONE
    """Strongest lock it takes."""
    rewrites: bool = False
    """Whether it rewrites a table or index file while holding that lock."""
    scans: bool = False
    """Whether it reads a whole table while holding that lock."""
    small: bool = False
    """Whether every table it scans or rewrites is known to be small by the policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """An SQL condition that must be true, and what to say when it is not."""

    condition: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """SQL run as one transaction, or command by command outside of any.

    Empty commands mean there is nothing to do.
    """

    commands: tuple[str, ...] = ()
    """Each without its final semicolon."""
    transactional: bool = True
    """True: one transaction with SET LOCAL timeouts. False: each command commits by itself, as CREATE INDEX
    CONCURRENTLY, VACUUM and batched DO blocks need."""
    claim: Claim = Claim()
    before: tuple[Check, ...] = ()
    """Checked before the first command, outside the transaction that locks."""
    after: tuple[Check, ...] = ()
    """Checked after the last command."""
    once: bool = False
    """Whether it may fail, or do its work twice, when it is run again after it ran."""
    statement_timeout_ms: int = 0
    """Longest statement; 0: no limit, for long work under locks that let reads and writes pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing done and how it is undone."""

    key: str
    """Operation and object, unique in the plan, such as ``set_not_null:public.products.sku:validate``."""
    operation: str
    """Name of the operation it belongs to, such as ``set_not_null``."""
    title: str
    reason: str
    """Why it is done this way."""
    up: Script
    down: Script
    lock_timeout_ms: int
    statement: int
    """Number of the change's statement it carries out; 0 when of none in particular."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """Steps of one phase in order."""

    name: PhaseName
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Something only the user can say; ``chosen`` is None while it is open."""

    key: str
    """What ``decisions`` must hold to close it, such as ``backfill:public.products.sku``."""
    question: str
    example: str
    """A value that would close it."""
    chosen: str | None
    rehearsed_as: str = ""
    """SQL a rehearsal runs before contract in the decision's stead while it is open; empty when none is needed."""


HazardCode = Literal[
    "blocks-as-written",
    "cached-plans",
    "code-must-keep-new-rule",
    "column-order",
    "conversion-fails",
    "data-statement-not-repeatable",
    "disk-head-room",
    "duplicates-present",
    "foreign-key-types-differ",
    "foreign-key-without-index",
    "function-body-not-followed",
    "index-build-blocks-writes",
    "label-order-changes",
    "labels-come-late",
    "lock-queue",
    "never-validated",
    "no-replica-identity",
    "nulls-present",
    "one-long-transaction",
    "own-transactions",
    "removal-breaks-code",
    "rename-breaks-code",
    "replication-order",
    "rewrite-under-lock",
    "rows-disappear",
    "rows-violate-constraint",
    "rows-written-since",
    "scan-under-lock",
    "sequence-ends-early",
    "silent-drop",
    "triggers-fire-on-backfill",
    "truncate",
    "view-in-place-of-table",
    "volatile-default",
]
"""Stable names of hazards, the same in impact, plans and memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """A named danger: condition, effect, remedy, source."""

    code: HazardCode
    object: str
    effect: str
    remedy: str
    source: str
    avoided: bool
    """Whether the plan removes it; else it stays and the reader must act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What a rollback cannot bring back by itself, and where it is kept."""

    object: str
    what: str
    preserved: str | None
    """Where the data is kept; None when it is gone."""
    only_live: bool = False
    """Whether only what others write meanwhile is lost, so that a rehearsal without traffic must lose nothing."""
    restored: tuple[str, ...] = ()
    """What comes back all the same, where triggers write the rest: anywhere, so that nobody can name it beforehand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A change carried out safely: phases, open decisions, hazards and losses."""

    identity: str
    """Hash of the content, hexadecimal; the date is not part of it."""
    name: str
    reason: str
    target: Target
    change: str
    """The SQL or desired schema it was made from."""
    desired_schema: bool
    phases: tuple[Phase, ...]
    decisions: tuple[Decision, ...]
    hazards: tuple[Hazard, ...]
    losses: tuple[Loss, ...]
    operations: tuple[str, ...]
    """One sentence an operation."""
    final_fingerprint: str
    """Schema after running the change directly, which the plan reaches too."""
    column_order_kept: bool
    """Whether columns end in the order the direct change would give."""
    author: str
    naming: str
    """What its files' names begin with, over ``{date}`` and ``{name}``."""
    services: tuple[str, ...]
    """Services or components whose code refers to what changes."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps in order."""
        return tuple(step for phase in self.phases for step in phase.steps)

    @property
    def without_way_back(self) -> tuple[str, ...]:
        """Keys of the steps that nothing undoes, so that none of it can be run a second time."""
        return tuple(step.key for step in self.steps if step.operation == "as_written" and not step.down.commands)

    @property
    def open_decisions(self) -> tuple[Decision, ...]:
        """Decisions nobody has taken yet."""
        return tuple(decision for decision in self.decisions if decision.chosen is None)
