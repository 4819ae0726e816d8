"""Completions for the names of databases, tables and plans."""

from collections.abc import Iterable

from mcp.types import Completion, CompletionArgument, CompletionContext, PromptReference, ResourceTemplateReference

from server.errors import PlannerError
from server.model.configuration import Configuration
from server.plans import list_plans
from server.tools.desk import Desk
from server.tools.registration import PlannerServer, no_progress

_MOST = 100
"""The protocol allows no more values in an answer."""


def add_completions(server: PlannerServer, desk: Desk, configuration: Configuration) -> None:
    """Register one handler for every prompt and resource: what an argument means follows from its name."""

    async def complete(
        _reference: PromptReference | ResourceTemplateReference,
        argument: CompletionArgument,
        context: CompletionContext | None,
    ) -> Completion:
        match argument.name:
            case "database":
                return _starting(_databases(configuration), argument.value)
            case "plan" | "identity":
                return _starting(_plans(configuration), argument.value)
            case "table":
                chosen = (context.arguments or {}) if context else {}
                return _completion(await _tables(desk, chosen.get("database", ""), argument.value))
            case _:
                return _completion([])

    server.completion()(complete)  # type: ignore[no-untyped-call]  # the SDK leaves this one unannotated


def _databases(configuration: Configuration) -> list[str]:
    files = [*configuration.root.glob("*.sql"), *configuration.root.glob("*/*.sql")]
    paths = (file.relative_to(configuration.root) for file in files if not file.name.endswith(".down.sql"))
    return [settings.name for settings in configuration.databases] + sorted(
        path.as_posix() for path in paths if not path.parts[0].startswith(".")
    )


def _plans(configuration: Configuration) -> list[str]:
    entries = list_plans(configuration.migrations)
    return [entry.identity for entry in entries] + [entry.name for entry in entries]


async def _tables(desk: Desk, database: str, beginning: str) -> list[str]:
    planner = await desk.planner()
    try:
        inspection = await planner.inspect_schema(
            database=database, pattern=f"{beginning}*", detail="summary", limit=_MOST, cursor="", progress=no_progress
        )
    except PlannerError:
        # No database is named yet, or it does not answer: there is nothing to offer while somebody types.
        return []
    return [table.name for table in inspection.tables]


def _starting(values: Iterable[str], beginning: str) -> Completion:
    return _completion([value for value in values if value.casefold().startswith(beginning.casefold())])


def _completion(values: list[str]) -> Completion:
    return Completion(values=values[:_MOST], total=len(values), has_more=len(values) > _MOST)
