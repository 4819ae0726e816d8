"""Which of several forms of a strategy is taken, by what happened when they ran for real."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Form = Literal["at once", "online"]
"""How a strategy works on the rows of a table: in one statement while others wait, or so that others pass."""


def forms_that_fit(*, small: bool) -> tuple[Form, ...]:
    """Forms in the order of preference where nothing happened: a small table is worked on at once, others never are."""
    return ("at once", "online") if small else ("online",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setback:
    """A run in which a form failed, or kept others waiting for longer than it may."""

    run: str
    """Entity of the run."""
    strategy: str
    """``Step.operation``."""
    table: str
    """As SQL; empty when not known."""
    text: str
    """What happened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """That a form is ranked below others, with the reason."""

    form: Form
    strategy: str = ""
    """Empty: of all strategies."""
    table: str = ""
    """As SQL; empty: on all tables."""
    because: tuple[Setback, ...]
    """Newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """What memory holds against forms in one database: an input of planning like any other."""

    doubts: tuple[Doubt, ...] = ()

    def choices(self, candidates: Sequence[Form], *, strategy: str, table: str) -> tuple["Choice", ...]:
        """That another form than the preferred one is taken; empty where that one is.

        It is the first that nothing speaks against, else the last.

        Args:
            candidates: Forms that fit, as they are preferred where nothing happened, the most careful one last.
            table: As SQL.
        """
        against = [self._against(form, strategy, table) for form in candidates]
        best = next((number for number, found in enumerate(against) if not found), len(against) - 1)
        if best == 0:
            return ()
        taken, preferred = candidates[best], candidates[0]
        return (Choice(strategy=strategy, table=table, taken=taken, instead_of=preferred, because=against[0]),)

    def _against(self, form: Form, strategy: str, table: str) -> tuple[Setback, ...]:
        found = (d for d in self.doubts if d.form == form and d.strategy in ("", strategy) and d.table in ("", table))
        # what happened to the table itself comes first
        ordered = sorted(found, key=lambda doubt: not doubt.table)
        return tuple(dict.fromkeys(setback for doubt in ordered for setback in doubt.because))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A form that a plan takes in the place of the one that would be preferred, and why."""

    strategy: str
    table: str
    """As SQL."""
    taken: Form
    instead_of: Form
    because: tuple[Setback, ...]
    """What happened to the table itself first."""
