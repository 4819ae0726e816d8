"""What the parts of an assessment found, and how a checklist line is answered from it."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.impact.blocking import Blocking
from server.impact.risks import Facts, Level
from server.impact.touched import Touch
from server.model.impact import Basis, Risk
from server.model.operation import Operation
from server.model.policy import Policy

_LEVELS: tuple[Level, ...] = ("low", "medium", "high")

Answer = tuple[str, Basis, str]
"""Answer, how it is known, and the evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """What the earlier parts of an assessment found."""

    operations: Sequence[Operation]
    touches: Sequence[Touch]
    risks: Sequence[Risk]
    facts: Facts
    observed: bool
    """Whether the change ran on a shadow and its locks were watched."""
    policy: Policy

    @property
    def long_locks(self) -> list[Blocking]:
        """Locks that last as long as work over a whole table."""
        return [blocking for blocking in self.facts.blockings if blocking.long]

    def worst(self, kind: str) -> Level | None:
        """Highest level among risks of a kind, None when there is none."""
        levels = [risk.level for risk in self.risks if risk.kind == kind]
        return max(levels, key=_LEVELS.index) if levels else None


def unknown(why: str) -> Answer:
    """The answer to what was not looked at."""
    return "not known", "not known", f"not known, because {why}"
