"""What several replies hold: targets, locks, hazards, verdicts, and lists cut with a sentence about the cut."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from server.model.impact import TableLock
from server.model.plan import Hazard, Loss
from server.model.proof import Verdict
from server.model.recollection import Recollection
from server.model.rename import PossibleRename
from server.model.target import Target
from server.tools.shapes import (
    CandidateShape,
    DecisionShape,
    HazardShape,
    LossShape,
    RememberedShape,
    TargetShape,
    VerdictShape,
)

LINES = 20
"""Most items of an ordinary list."""
SQL_CHARACTERS = 300
"""Most characters of a statement or observation that a reply quotes."""

_CANDIDATES = 3
_OBSERVATIONS = 6
_IN_BRIEF = 3
_OBSERVATIONS_IN_BRIEF = 2
_CHARACTERS_IN_BRIEF = 120

T = TypeVar("T")


class Cuts:
    """Cuts long lists and keeps a sentence about each cut, so that nothing disappears silently."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def first(self, items: Sequence[T], limit: int, what: str, rest: str) -> Sequence[T]:
        """The first items; ``rest`` says how to see the others."""
        if len(items) > limit:
            self.sentences.append(f"{limit} of {len(items)} {what} shown; {rest}")
        return items[:limit]


def target_shape(target: Target) -> TargetShape:
    return TargetShape(
        database=target.database,
        version=target.version,
        rehearsed_on=target.rehearsed_on,
        environment=target.environment,
        fingerprint=target.fingerprint,
        source=target.source,
    )


def lock_texts(locks: Iterable[TableLock]) -> list[str]:
    return [f"{lock.mode.label} on {lock.table}" for lock in locks]


def hazard_shape(hazard: Hazard) -> HazardShape:
    return HazardShape(code=hazard.code, object=hazard.object, effect=hazard.effect, remedy=hazard.remedy)


def loss_shape(loss: Loss) -> LossShape:
    return LossShape(object=loss.object, what=loss.what, preserved=loss.preserved or "")


def rename_shape(rename: PossibleRename) -> DecisionShape:
    """A question with its likeliest answers."""
    candidates = rename.candidates[:_CANDIDATES]
    return DecisionShape(
        key=rename.key,
        question=rename.question,
        example=candidates[0].answer,
        count=rename.count,
        candidates=[
            CandidateShape(answer=each.answer, likeness=each.likeness, why=list(each.why)) for each in candidates
        ],
    )


def verdict_shape(verdict: Verdict, cuts: Cuts) -> VerdictShape:
    findings = cuts.first(verdict.findings, LINES, "findings", "the documents in the plan's folder hold all")
    return VerdictShape(
        summary=summary(verdict),
        status=verdict.status,
        equivalent=verdict.equivalent,
        reversible=verdict.reversible,
        brief_locks=verdict.brief,
        findings=[f"{finding.severity}: {finding.step}: {finding.text}" for finding in findings],
    )


def summary(verdict: Verdict) -> str:
    """The verdict in one line."""
    parts = (
        "reaches the schema of the change" if verdict.equivalent else "does not reach the schema of the change",
        "every phase was undone and done again" if verdict.reversible else "not every phase can be undone",
        _locks(verdict),
    )
    rows = sum(verdict.evidence.rows.values())
    scripts = counted(len(verdict.evidence.scripts), "script")
    fails = counted(sum(finding.severity == "fails" for finding in verdict.findings), "failure")
    on = f"with {counted(rows, 'made-up row')}" if rows else "without rows"
    return f"{verdict.status}: {', '.join(parts)}; {scripts} run {on}, {fails}"


def _locks(verdict: Verdict) -> str:
    if verdict.brief:
        return "locks are brief"
    if verdict.status == "disproven":
        return "a lock is longer or stronger than allowed"
    return "a step blocks others while it reads or rewrites a table, as the hazards say"


def counted(number: int, thing: str) -> str:
    """The number with its noun, such as ``1 script`` and ``1,200 rows``."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def remembered_in_brief(recollections: Sequence[Recollection], plan: str, cuts: Cuts) -> list[RememberedShape]:
    """The nearest of what is remembered, each with why it is told and its newest observations."""
    others = len(recollections) - _IN_BRIEF
    if others > 0:
        cuts.sentences.append(f'{others} more remembered; recall with plan "{plan}" tells all of it')
    return [
        RememberedShape(
            name=each.entity,
            type=each.entity_type,
            why=each.reason,
            observations=[
                shortened(text, _CHARACTERS_IN_BRIEF) for text in each.observations[-_OBSERVATIONS_IN_BRIEF:]
            ],
        )
        for each in recollections[:_IN_BRIEF]
    ]


def remembered_shapes(recollections: Sequence[Recollection], cuts: Cuts, limit: int) -> list[RememberedShape]:
    shown = cuts.first(recollections, limit, "remembered entities", "recall with a narrower query shows the others")
    return [
        RememberedShape(
            name=each.entity,
            type=each.entity_type,
            why=each.reason,
            observations=[shortened(text, SQL_CHARACTERS) for text in each.observations[-_OBSERVATIONS:]],
            relations=list(each.related[:_OBSERVATIONS]),
        )
        for each in shown
    ]


def shortened(text: str, characters: int) -> str:
    return text if len(text) <= characters else text[: characters - 1] + "…"


def shown_path(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
