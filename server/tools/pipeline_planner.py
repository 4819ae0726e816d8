"""The planner over ``server.pipeline``; it imports everything heavy, and so is itself imported late."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from server import pipeline
from server.hand_written import check_rollback
from server.memory import Memory
from server.model.answer import Generated, Recalled, Recorded, Rehearsed, Rollback
from server.model.configuration import Configuration, OutputFormat
from server.model.drift import Drift
from server.model.experience import Lesson
from server.model.impact import Impact
from server.model.inspection import Inspection
from server.model.report import Report
from server.model.rollback_check import RollbackCheck
from server.pipeline import Services
from server.postgres.given_server import spare_server
from server.postgres.shadow import Shadow
from server.tools.planner import Detail, Planner, Progress


def open_planner(configuration: Configuration) -> Planner:
    """The planner with its services; the shadow starts when it is first used."""
    return PipelinePlanner(
        Services(
            configuration=configuration,
            shadow=Shadow(spare=spare_server(configuration)),
            memory=Memory(configuration.store_url),
            today=lambda: date.today().isoformat(),
            now=lambda: datetime.now(UTC).isoformat(timespec="seconds"),
        )
    )


class PipelinePlanner:
    """Each method is the pipeline's function of that name."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def inspect_schema(
        self, *, database: str, pattern: str, detail: Detail, limit: int, cursor: str, progress: Progress
    ) -> Inspection:
        """Tables of a database and findings worth acting on, one page at a time."""
        return await pipeline.inspect_schema(
            self._services,
            database=database,
            pattern=pattern,
            detail=detail,
            limit=limit,
            cursor=cursor,
            progress=progress,
        )

    async def compare_schemas(
        self, *, database: str, compare_to: str, pattern: str, limit: int, cursor: str, progress: Progress
    ) -> Drift:
        """What differs between a database and another or schema files, one page at a time."""
        return await pipeline.compare_schemas(
            self._services,
            database=database,
            compare_to=compare_to,
            pattern=pattern,
            limit=limit,
            cursor=cursor,
            progress=progress,
        )

    async def analyze_impact(self, *, database: str, change: str, progress: Progress) -> Impact:
        """Everything a change touches."""
        return await pipeline.analyze_impact(self._services, database=database, change=change, progress=progress)

    async def generate_migration(
        self,
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
        """A plan on disk for a change or a desired schema."""
        return await pipeline.generate_migration(
            self._services,
            database=database,
            change=change,
            desired_schema=desired_schema,
            name=name,
            reason=reason,
            decisions=decisions,
            progress=progress,
            output_format=output_format,
        )

    async def generate_rollback(self, *, plan: str, database: str, change: str, progress: Progress) -> Rollback:
        """The way back of a plan, or of the plan a change would get."""
        return await pipeline.generate_rollback(
            self._services, plan=plan, database=database, change=change, progress=progress
        )

    async def check_rollback(self, *, database: str, change: str, down: str, progress: Progress) -> RollbackCheck:
        """What a way back of a migration that is run by hand restores; an empty one is written."""
        return await check_rollback(self._services, database=database, change=change, down=down, progress=progress)

    async def dry_run(self, *, plan: str, database: str, change: str, rows: int, progress: Progress) -> Rehearsed:
        """A plan run up, down and up again on a populated shadow."""
        return await pipeline.dry_run(
            self._services, plan=plan, database=database, change=change, rows=rows, progress=progress
        )

    async def record_outcome(self, *, plan: str, report: Report) -> Recorded:
        """What happened when a plan ran for real, now remembered."""
        return await pipeline.record_outcome(self._services, plan=plan, report=report)

    async def recall(self, *, query: str, plan: str) -> Recalled:
        """What is remembered of a question or a plan."""
        return await pipeline.recall(self._services, query=query, plan=plan)

    async def learned(self) -> tuple[Lesson, ...]:
        """All that was learned from outcomes."""
        return await pipeline.learned(self._services)

    async def close(self) -> None:
        """Stop the shadow."""
        await self._services.shadow.close()
