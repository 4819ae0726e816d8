"""What ran before, as numbers: what was estimated, what came, and what later estimates make of it."""

from dataclasses import dataclass, field
from typing import Literal

from server.model.ranking import Form

Work = Literal["catalog", "scan", "rewrite", "build", "batches"]
"""What a step does to rows: nothing, read all, write all under a lock, build an index, write all in batches."""

Metric = Literal["duration", "lock wait", "rows/s"]
UNITS: dict[Metric, str] = {"duration": "s", "lock wait": "s", "rows/s": "rows/s"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What outcomes are told apart by."""

    database: str
    strategy: str
    """``Step.operation``."""
    work: Work
    table: str = ""
    """As SQL; empty when the step is about none that was there before."""
    size_bytes: float = 0.0
    """Of the table with indexes and TOAST; 0 when not known."""
    rows: float = 0.0
    """0 when not known."""
    hour: int | None = None
    """Of the day in UTC at which it ran; None when not known."""
    environment: str = ""
    """Label such as ``production``; empty when not known."""
    form: Form = "online"

    def is_of_place(self, other: "Situation") -> bool:
        """Whether both are of one database in one environment, as far as that is known."""
        apart = self.environment and other.environment and self.environment != other.environment
        return self.database == other.database and not apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What is expected of one step before anything that ran here is considered: sizes divided by usual rates."""

    step: str
    """Key of the step."""
    metric: Metric = "duration"
    value: float
    situation: Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One number of one outcome beside what was predicted of it without experience."""

    metric: Metric
    situation: Situation
    predicted: float
    actual: float
    run: str
    """Entity of the run it was measured in."""
    recorded_at: str
    """ISO 8601."""
    weight: float = 1.0
    """How much it counts; less where it is the share of a step in what several took together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A step that failed, or a plan that was rolled back, when it ran for real."""

    strategy: str
    database: str
    table: str
    """As SQL; empty when not known."""
    migration: str
    """Entity of the plan."""
    run: str
    """Entity of the run in which it happened."""
    text: str
    """What happened, with the SQLSTATE where one is known."""
    recorded_at: str
    environment: str = ""
    """Label such as ``production``; empty when not known."""
    form: Form = "online"


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """What memory holds that estimates and cautions are made from: an input of planning like any other."""

    samples: tuple[Sample, ...] = ()
    """Newest first."""
    failures: tuple[Failure, ...] = ()
    """Newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A prediction put right by what came of earlier ones, with the interval that nine of ten shall lie in."""

    value: float
    low: float
    high: float
    factor: float
    """By which it differs from the prediction; 1 without outcomes."""
    outcomes: int
    """Of the same strategy and database that it rests on."""
    covered: int
    checked: int
    """Of so many outcomes, each estimated from those before it, so many lay in their interval."""
    left_out: tuple[str, ...] = field(default=())
    """Outcomes that look like a slip of the unit, a sentence each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEstimate:
    """What is to be expected of one step by one metric, with why."""

    step: str
    """Key of the step."""
    prediction: Prediction
    estimate: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What was learned of one strategy in one database, and from what."""

    strategy: str
    database: str
    text: str
    learned_from: tuple[str, ...]
    """Entities of the runs and migrations, newest first."""

    @property
    def beginning(self) -> str:
        """What its text begins with, and that of each lesson it takes the place of."""
        return f"{self.strategy} in {self.database}: "
