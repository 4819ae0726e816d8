"""Runs one request of a person: progress on stderr, the reply on stdout."""

import json
import sys
from collections.abc import Awaitable, Callable

import anyio
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from server.model.configuration import Configuration
from server.tools import planner
from server.tools.pipeline_planner import open_planner
from server.tools.screen import plain, show
from server.tools.shapes import Shape

Work = Callable[[planner.Planner, planner.Progress], Awaitable[Shape]]


def carry_out(work: Work, configuration: Configuration, *, as_json: bool) -> Shape:
    """The reply, after it was printed.

    Raises:
        PlannerError: The request was refused.
    """
    reply = anyio.run(_with_progress, work, configuration)
    if as_json:
        sys.stdout.write(json.dumps(reply.compact(), indent=2, ensure_ascii=False) + "\n")
    else:
        show(reply, Console())
    return reply


async def _with_progress(work: Work, configuration: Configuration) -> Shape:
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=1.0)

        async def tell(fraction: float, doing: str) -> None:
            bar.update(task, completed=fraction, description=plain(doing))

        desk = open_planner(configuration)
        try:
            return await work(desk, tell)
        finally:
            await desk.close()
