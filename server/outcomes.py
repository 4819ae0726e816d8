"""What memory gives to planning and takes from what ran: estimates, warnings, outcomes, recall and lessons."""

import contextlib
from dataclasses import dataclass, replace
from pathlib import Path

from anyio import to_thread

from server.errors import InvalidArgument, OpenPlan
from server.learning.lessons import cautions, lessons, lessons_about, nothing_learned, step_estimates
from server.learning.prior import predictions
from server.model.answer import Recalled, Recorded
from server.model.experience import Experience, Lesson, Prediction, StepEstimate
from server.model.plan import Plan
from server.model.proof import Finding, Verdict
from server.model.report import Report
from server.plans import StoredPlan, load
from server.reports import outcome_of
from server.study import Services, Study

RECALLED = 5
"""Memories shown with a plan."""

_LONGEST_PATH = 1000
_LARGEST_LOG = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Foresight:
    """What is to be expected of a plan: the same for the same plan, sizes and experience."""

    predictions: tuple[Prediction, ...]
    """Without experience."""
    estimates: tuple[StepEstimate, ...]
    warnings: tuple[Finding, ...]


async def foresee(
    services: Services, studied: Study, plan: Plan, verdict: Verdict, experience: Experience
) -> Foresight:
    """What a plan that held will take as far as sizes and outcomes tell, and what speaks against running it now.

    Raises:
        OpenPlan: Another plan on its tables is under way, and the policy refuses that.
    """
    memory, policy = services.memory, services.configuration.policy
    under_way = await to_thread.run_sync(lambda: memory.unfinished(plan))
    if under_way and policy.refuse_unfinished:
        raise OpenPlan(f"the policy refuses plans on tables where another is not finished: {under_way[0]}")
    expected = predictions(plan, verdict.evidence, studied.before, policy)
    about = next((subject.table_sql for subject in plan.subjects if subject.table), plan.target.database)
    return Foresight(
        predictions=expected,
        estimates=step_estimates(expected, experience),
        warnings=tuple(
            Finding(severity="warns", step=about, text=text) for text in (*under_way, *cautions(plan, experience))
        ),
    )


def with_warnings(verdict: Verdict, foresight: Foresight) -> Verdict:
    """The verdict as the reader must see it; its status is that of the rehearsal."""
    return replace(verdict, findings=(*foresight.warnings, *verdict.findings))


async def record_outcome(services: Services, *, plan: str, report: Report) -> Recorded:
    """What happened when a plan, or a phase of it, ran for real, remembered with what is learned from it.

    Raises:
        InvalidArgument: The report cannot be true, or names a step that is none of the plan.
    """
    stored = await load_plan(services, plan)
    made, when, memory = stored.plan, services.now(), services.memory
    log = await to_thread.run_sync(lambda: _log_text(report.log, services.configuration.root))
    outcome = outcome_of(made, replace(report, log=log), stored.files)

    def remember() -> Recorded:
        remembered = memory.remember_outcome(
            made, outcome, when=when, learn=lambda experience: _lessons_now(made, experience)
        )
        return Recorded(
            target=made.target,
            plan=made.identity,
            entity=remembered.migration.entity,
            observations=(*remembered.migration.observations[-1:], *remembered.run),
            is_new=remembered.is_new,
        )

    return await to_thread.run_sync(remember)


async def recall(services: Services, *, query: str, plan: str) -> Recalled:
    """What is remembered of a question or of a plan and what it touches."""
    if query.strip() and plan.strip():
        raise InvalidArgument('recall takes "query" or "plan", not both: leave out "plan" to look for words anywhere')
    if not query.strip() and not plan.strip():
        raise InvalidArgument('give "query" or "plan": words to look for, or the plan whose past is wanted')
    if query.strip():
        found = await to_thread.run_sync(lambda: services.memory.recall(query, limit=4 * RECALLED))
        return Recalled(target=None, recollections=found)
    made = (await load_plan(services, plan)).plan
    itself = await to_thread.run_sync(lambda: services.memory.recall_itself(made))
    others = await to_thread.run_sync(lambda: services.memory.recall_plan(made, limit=4 * RECALLED))
    experience = await to_thread.run_sync(services.memory.experience)
    return Recalled(target=made.target, recollections=(*itself, *others), lessons=_lessons_of(made, experience))


async def learned(services: Services) -> tuple[Lesson, ...]:
    """All that was learned from outcomes, by database and strategy."""
    return lessons(await to_thread.run_sync(services.memory.experience))


async def load_plan(services: Services, plan: str) -> StoredPlan:
    """The stored plan a caller means."""
    configuration = services.configuration
    return await to_thread.run_sync(lambda: load(plan, root=configuration.migrations, inside=configuration.root))


def _lessons_of(plan: Plan, experience: Experience) -> tuple[Lesson, ...]:
    strategies = [step.operation for step in plan.steps]
    return lessons_about(experience, database=plan.target.database, strategies=strategies)


def _lessons_now(plan: Plan, experience: Experience) -> tuple[Lesson, ...]:
    """Those of each strategy of the plan, with what takes their place where nothing is known any more."""
    learned = _lessons_of(plan, experience)
    others = {step.operation for step in plan.steps} - {"", *(each.strategy for each in learned)}
    database = plan.target.database
    return (*learned, *(nothing_learned(database=database, strategy=strategy) for strategy in sorted(others)))


def _log_text(log: str, root: Path) -> str:
    """The text of the file inside the root that the log names, else the log itself."""
    name = log.strip()
    if not name or len(name) > _LONGEST_PATH or "\n" in name or "\0" in name:
        return log
    path = (root / name).resolve()
    with contextlib.suppress(OSError):
        if path.is_relative_to(root.resolve()) and path.is_file():
            if path.stat().st_size > _LARGEST_LOG:
                raise InvalidArgument(f'"{name}" is larger than {_LARGEST_LOG:,} bytes; give the part of one run')
            return path.read_text(encoding="utf-8", errors="replace")
    return log
