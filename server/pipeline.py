"""The story: one function a tool, the stages in order."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from anyio import CancelScope, to_thread

from server.drift import compare_schemas
from server.errors import InvalidArgument, StalePlan
from server.impact.inspect import inspect_catalog
from server.impact.touched import touched
from server.model.answer import Generated, Rehearsed, Rollback, RollbackStep
from server.model.configuration import OutputFormat
from server.model.impact import Impact
from server.model.inspection import Inspection
from server.model.plan import Plan
from server.model.snapshot import with_measures
from server.open_plans import refuse_open, refuse_taken
from server.outcomes import RECALLED, foresee, learned, load_plan, recall, record_outcome, with_warnings
from server.planning import prove, rehearse_with_rows, store
from server.plans import StoredPlan, add_file
from server.postgres.catalog_measures import read_measured
from server.postgres.target import connect_target
from server.query_plans import changed_plans
from server.render.documents import rehearsal_report
from server.render.rollback import emergency_procedure, trigger_texts
from server.render.sql_files import file_name, phases_with_steps
from server.render.verification import verification_texts
from server.render.way_back import ways_back_in_words
from server.study import Progress, Services, Study, ground_of, impact_of, study

__all__ = ["Progress", "Services", "compare_schemas", "learned", "recall", "record_outcome"]

REPORT = "rehearsal.md"


async def inspect_schema(
    services: Services,
    *,
    database: str,
    pattern: str,
    detail: Literal["summary", "full"],
    limit: int,
    cursor: str,
    progress: Progress,
) -> Inspection:
    """Tables of the target with what is worth acting on, a page at a time."""
    await progress(0.1, "reading the schema")
    ground = await ground_of(services, database)
    catalog = await ground.shadow.catalog(ground.template)
    target = ground.target(catalog)
    if ground.settings.url is not None:
        # use and size of indexes and sequences are known to the live database only
        async with connect_target(ground.settings.url, name=ground.settings.name) as session:
            catalog = await read_measured(session)
    else:
        catalog = with_measures(catalog, ground.measures)
    found = inspect_catalog(catalog, target=target, pattern=pattern, detail=detail, limit=limit, cursor=cursor)
    return replace(found, shadow_differs=ground.template.differs)


async def analyze_impact(services: Services, *, database: str, change: str, progress: Progress) -> Impact:
    """Everything a change touches, seen on the shadow and found in code."""
    studied = await study(services, database=database, change=change, progress=progress)
    await progress(0.6, "planning the queries found in code")
    plans, not_planned = await changed_plans(studied, small_rows=services.configuration.policy.small_table_rows)
    return replace(impact_of(services, studied), plans=plans, queries_not_planned=not_planned)


async def generate_migration(
    services: Services,
    *,
    database: str,
    change: str,
    desired_schema: str,
    name: str,
    reason: str,
    decisions: Mapping[str, str],
    progress: Progress,
    output_format: OutputFormat | None = None,
) -> Generated:
    """A plan that held on an empty shadow, its folder, and what is remembered of its like.

    Without an output format the configured one is used.

    Raises:
        OpenRenames: The desired schema may rename, and the decisions do not say whether it does.
        OpenPlan: Another plan is not finished there, or left what this one would overwrite.
    """
    studied = await study(
        services,
        database=database,
        change=change,
        desired_schema=desired_schema,
        name=name,
        reason=reason,
        decisions=decisions,
        progress=progress,
    )
    helpers = await refuse_open(services, studied)
    experience = await to_thread.run_sync(services.memory.experience)
    plan, verdict = await prove(services, studied, experience=experience, decisions=decisions, progress=progress)
    await refuse_taken(services, studied, plan, helpers)
    foresight = await foresee(services, studied, plan, verdict, experience)
    recollections = await to_thread.run_sync(lambda: services.memory.recall_plan(plan, limit=RECALLED))
    await progress(0.95, "writing the files")
    # a caller who leaves now finds the plan both on disk and in memory, not in one of them
    with CancelScope(shield=True):
        folder, files = await store(
            services, studied, plan, output_format=output_format or services.configuration.output_format
        )
        # a plan that still asks is superseded by the one with answers, which would recall it as its own precedent
        if not plan.open_decisions:
            await to_thread.run_sync(
                lambda: services.memory.remember_plan(
                    plan, folder=str(folder), verdict=verdict, predictions=foresight.predictions
                )
            )
            looked_for = {touch.name: touch.columns for touch in touched(studied.operations, studied.before)}
            await to_thread.run_sync(
                lambda: services.memory.remember_usage(studied.target.database, looked_for, studied.code)
            )
    return Generated(
        plan=plan,
        folder=folder,
        files=files,
        verdict=with_warnings(verdict, foresight),
        recollections=recollections,
        estimates=foresight.estimates,
    )


async def generate_rollback(
    services: Services, *, plan: str, database: str, change: str, progress: Progress
) -> Rollback:
    """The way back of a stored plan, or of the plan a change gets."""
    stored = await _stored_or_made(services, plan=plan, database=database, change=change, progress=progress)
    made, date = stored.plan, stored.date
    phases = list(reversed(phases_with_steps(made)))
    names = [file_name(made, phase, "down", date=date) for phase in phases]
    return Rollback(
        plan=made,
        folder=stored.folder,
        steps=tuple(
            RollbackStep(
                phase=phase.name,
                file=name,
                titles=tuple(step.title for step in reversed(phase.steps) if step.down.commands),
                sql=stored.files[name],
            )
            for phase, name in zip(phases, names, strict=True)
        ),
        triggers=trigger_texts(made),
        emergency=(
            *(line for line in emergency_procedure(made, date).splitlines() if line),
            *ways_back_in_words(made, date),
        ),
        verification=verification_texts(made, "down"),
    )


async def dry_run(
    services: Services, *, plan: str, database: str, change: str, rows: int, progress: Progress
) -> Rehearsed:
    """A plan run up, down and up again on a populated shadow."""
    stored = await _stored_or_made(services, plan=plan, database=database, change=change, progress=progress)
    made = stored.plan
    studied = await study(
        services,
        database=made.target.database,
        change=made.change,
        name=made.name,
        reason=made.reason,
        progress=progress,
    )
    _refuse_stale(made, studied)
    verdict = await rehearse_with_rows(studied, made, rows=rows, progress=progress)
    report = rehearsal_report(made, verdict)
    recollections = await to_thread.run_sync(lambda: services.memory.recall_plan(made, limit=RECALLED))
    with CancelScope(shield=True):
        path = await to_thread.run_sync(lambda: add_file(stored.folder, REPORT, report))
        await to_thread.run_sync(lambda: services.memory.remember_rehearsal(made, verdict))
    return Rehearsed(plan=made, folder=stored.folder, verdict=verdict, report=path, recollections=recollections)


async def _stored_or_made(
    services: Services, *, plan: str, database: str, change: str, progress: Progress
) -> StoredPlan:
    if plan.strip() and change.strip():
        raise InvalidArgument('give "plan" or "change", not both: leave out "change" to use the plan as it is')
    if not plan.strip() and not change.strip():
        raise InvalidArgument('give "plan", or "database" and "change": the plan to use, or the change to plan first')
    if plan.strip():
        return await load_plan(services, plan)
    generated = await generate_migration(
        services,
        database=database,
        change=change,
        desired_schema="",
        name="",
        reason="",
        decisions={},
        progress=progress,
    )
    return await load_plan(services, str(generated.folder))


def _refuse_stale(plan: Plan, studied: Study) -> None:
    now = studied.target.fingerprint
    if now != plan.target.fingerprint:
        raise StalePlan(
            f'the schema of "{plan.target.database}" is not the one plan {plan.identity[:12]} was made for '
            f"({plan.target.fingerprint[:12]} then, {now[:12]} now); generate the plan again"
        )
