"""Ordered phases of steps, each with its up and its down."""

from dataclasses import dataclass
from typing import Literal

from server.model.lock import LockMode
from server.model.ranking import Choice, Form
from server.model.subject import Subject
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

    @property
    def form(self) -> Form:
        """Whether others wait while it works on the rows of a table."""
        return "at once" if self.lock.blocks_writes and (self.rewrites or self.scans) else "online"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """An SQL condition that must be true, and what to say when it is not."""

    condition: str
    message: str
    count: str = ""
    """A query of one number, how many rows keep it from being true; empty when it is about no rows."""
    listing: str = ""
    """A query for some of these rows."""


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
class Option:
    """One way to decide, and what it does."""

    answer: str
    """What ``decisions`` takes; empty where the user puts SQL into the change instead."""
    effect: str
    sql: str = ""
    """A statement for the change, before the one that the decision is about; or an expression that may be answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """What the user may ask the target before deciding; the queries only read, and nobody but the user runs them."""

    count: str
    """A query of one number: how many rows it is about."""
    listing: str
    """A query for at most a hundred of them; empty when a number says all."""
    estimate: str
    """What statistics of the target tell, marked as an estimate; empty when there are none."""


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
    options: tuple[Option, ...] = ()
    inquiry: Inquiry | None = None
    """None when the target cannot tell yet, such as of a column that the change adds."""
    recommendation: str = ""
    assumed: bool = False
    """Whether ``chosen`` is what holds unless the user says otherwise, so that nothing waits for an answer."""
    free: bool = True
    """Whether any SQL expression answers it; else only what the options name."""

    def allows(self, answer: str) -> bool:
        """Whether it may be answered so."""
        return self.free or answer in {option.answer for option in self.options if option.answer}


HazardCode = Literal[
    "access-lost",
    "backfill-under-lock",
    "blocks-as-written",
    "cached-plans",
    "code-must-give-value",
    "code-must-keep-new-rule",
    "column-made-anew",
    "column-order",
    "concurrent-build-waits",
    "conflict-target-gone",
    "conversion-fails",
    "data-statement-not-repeatable",
    "disk-head-room",
    "drops-more-than-named",
    "duplicate-index",
    "duplicates-present",
    "extension-script",
    "foreign-key-types-differ",
    "foreign-key-without-index",
    "function-body-not-followed",
    "index-build-blocks-writes",
    "index-gap",
    "json-has-no-equality",
    "label-order-changes",
    "labels-come-late",
    "lock-queue",
    "mixed-alter",
    "name-breaks-policy",
    "name-changes-hands",
    "never-validated",
    "no-replica-identity",
    "not-enforced",
    "nulls-for-readers",
    "nulls-present",
    "number-runs-out",
    "one-long-transaction",
    "own-transactions",
    "partition-leaves",
    "removal-breaks-code",
    "rename-breaks-code",
    "replica-identity-full",
    "replication-order",
    "rewrite-under-lock",
    "row-security-changes",
    "rows-disappear",
    "rows-violate-constraint",
    "rows-written-since",
    "rule-rewrites",
    "scan-under-lock",
    "search-path-open",
    "sequence-ends-early",
    "sequence-starts-low",
    "several-tables-locked",
    "shape-changes-at-once",
    "silent-drop",
    "statement-left-out",
    "statistics-lost",
    "table-without-key",
    "trigger-disabled",
    "triggers-fire-on-backfill",
    "truncate",
    "type-with-pitfalls",
    "unlogged",
    "values-depend-on-time-zone",
    "view-in-place-of-table",
    "volatile-default",
]
"""Stable names of hazards, the same in impact, plans and memory."""
ADVICE: frozenset[HazardCode] = frozenset(
    [
        "concurrent-build-waits",
        "duplicate-index",
        "json-has-no-equality",
        "number-runs-out",
        "table-without-key",
        "type-with-pitfalls",
    ]
)
"""Hazards that harm nobody while the plan runs as it should: they do not make its impact higher."""


_TAKE_AWAY: frozenset[HazardCode] = frozenset(["partition-leaves", "removal-breaks-code", "rename-breaks-code"])


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
    accepted: bool = False
    """Whether the policy says that nobody needs to act."""

    @property
    def left(self) -> bool:
        """Whether the reader must act."""
        return not self.avoided and not self.accepted


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What a rollback cannot bring back by itself, and where it is kept."""

    object: str
    what: str
    preserved: str | None
    """Where the data is kept; None when it is gone."""
    only_live: bool = False
    """Whether only what others write meanwhile is lost, so that a rehearsal without traffic must lose nothing."""
    since: PhaseName | None = None
    """The phase from which on a rollback meets it; None: from the first on."""
    restored: tuple[str, ...] = ()
    """What comes back all the same, where triggers write the rest: anywhere, so that nobody can name it beforehand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """A look at the target while a plan is under way: a query that only reads, of one row.

    Its columns are ``value``, ``threshold`` and ``exceeded``. Where there is no threshold, both of these are null, and
    it is the difference between two looks that tells.
    """

    key: str
    """Such as ``lock-waits``; unique in its list."""
    watches: str
    """What the value is, of which objects, and what more of it means."""
    query: str
    """Empty where only the user knows where to look."""
    then: str
    """What to do when the threshold is exceeded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deploy:
    """Which code may run before a phase, and how to know that no other does."""

    before: PhaseName | None
    """The phase that must wait for it; None: after all."""
    may_run: tuple[str, ...]
    """Which versions of the code may run until then; what they meet follows."""
    must: tuple[str, ...]
    """What all code does from then on, each with the names it is about; after all, what earlier code would meet."""
    proof: tuple[Gauge, ...]
    """What shows that earlier code is gone."""


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
    subjects: tuple[Subject, ...] = ()
    """Schemas, tables and their parts that the change touches."""
    quarantine_days: int = 0
    """Days that must pass between the last use of what contract takes away and contract."""
    archive_days: int = 0
    """Days after contract for which archives are kept; 0: until somebody decides."""
    rollback_triggers: tuple[Gauge, ...] = ()
    """What to watch while it runs and until contract: each that is exceeded is a reason to go back."""
    deploys: tuple[Deploy, ...] = ()
    """One before each phase and one after all."""
    promises: tuple[Check, ...] = ()
    """What holds of the schema when all phases ran, asked with ``search_path = pg_catalog``."""
    returns: tuple[Check, ...] = ()
    """The same when all of them were undone."""
    put_away: tuple[str, ...] = ()
    """Tables with rows that another has too, put away for the way back, which loses nothing of them."""
    choices: tuple[Choice, ...] = ()
    """Where it differs, because of what memory held, from the plan that an empty memory would give."""

    @property
    def kept(self) -> tuple[str, ...]:
        """Where all that the way back needs stays when everything ran."""
        return tuple(dict.fromkeys((*self.put_away, *(loss.preserved for loss in self.losses if loss.preserved))))

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps in order."""
        return tuple(step for phase in self.phases for step in phase.steps)

    @property
    def without_way_back(self) -> tuple[str, ...]:
        """Keys of the steps that nothing undoes, so that none of it can be run a second time."""
        return tuple(step.key for step in self.steps if step.operation == "as_written" and not step.down.commands)

    @property
    def takes_away(self) -> bool:
        """Whether contract takes away what earlier code uses or what a rollback needs."""
        return bool(self.losses) or any(hazard.code in _TAKE_AWAY for hazard in self.hazards)

    @property
    def unanswered(self) -> tuple[Decision, ...]:
        """Open decisions, and after them those that are only assumed: the user has said nothing about either."""
        return (*self.open_decisions, *(decision for decision in self.decisions if decision.assumed))

    @property
    def open_decisions(self) -> tuple[Decision, ...]:
        """Decisions nobody has taken yet."""
        return tuple(decision for decision in self.decisions if decision.chosen is None)
