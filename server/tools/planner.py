"""What the tools ask of the planner, so that neither a tool nor the command line imports the heavy parts."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Literal, Protocol

from server.model.answer import Generated, Recalled, Recorded, Rehearsed, Rollback
from server.model.configuration import OutputFormat
from server.model.drift import Drift
from server.model.experience import Lesson
from server.model.impact import Impact
from server.model.inspection import Inspection
from server.model.report import Report
from server.model.rollback_check import RollbackCheck

Progress = Callable[[float, str], Awaitable[None]]
"""Told the fraction done, 0 to 1, and what is being done."""

Detail = Literal["summary", "full"]


class Planner(Protocol):
    """The functions of ``server.pipeline`` with their services already given."""

    async def inspect_schema(
        self, *, database: str, pattern: str, detail: Detail, limit: int, cursor: str, progress: Progress
    ) -> Inspection:
        """Tables of a database and findings worth acting on, one page at a time."""

    async def compare_schemas(
        self, *, database: str, compare_to: str, pattern: str, limit: int, cursor: str, progress: Progress
    ) -> Drift:
        """What differs between a database and another or schema files, one page at a time."""

    async def analyze_impact(self, *, database: str, change: str, progress: Progress) -> Impact:
        """Everything a change touches."""

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

    async def generate_rollback(self, *, plan: str, database: str, change: str, progress: Progress) -> Rollback:
        """The way back of a plan, or of the plan a change would get."""

    async def check_rollback(self, *, database: str, change: str, down: str, progress: Progress) -> RollbackCheck:
        """What a way back of a migration that is run by hand restores; an empty one is written."""

    async def dry_run(self, *, plan: str, database: str, change: str, rows: int, progress: Progress) -> Rehearsed:
        """A plan run up, down and up again on a populated shadow."""

    async def record_outcome(self, *, plan: str, report: Report) -> Recorded:
        """What happened when a plan ran for real, now remembered."""

    async def recall(self, *, query: str, plan: str) -> Recalled:
        """What is remembered of a question or a plan."""

    async def learned(self) -> tuple[Lesson, ...]:
        """All that was learned from outcomes."""

    async def close(self) -> None:
        """Stop the shadow and close the memory."""
