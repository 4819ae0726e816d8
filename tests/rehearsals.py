"""Many rehearsals at once, asked of several server processes that share one PostgreSQL."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import psutil
from anyio import to_thread
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from tests.own_programs import servers_of

ROWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What came of it."""

    replies: dict[int, dict[str, Any]]
    """Of ``dry_run``, by number of the rehearsal."""
    databases: int
    """Most databases that were in use at one moment, over all servers."""
    servers: int
    """Most PostgreSQL servers that ran at one moment."""
    peak_bytes: int
    """Most memory of all processes together, pages that several share counted once."""


def write_project(folder: Path, rehearsals: int) -> None:
    """A project with as many databases as there are rehearsals, no two with a table in common."""
    configuration = []
    for number in range(rehearsals):
        (folder / f"own_{number}.sql").write_text(
            f"CREATE TABLE own_{number} (id int PRIMARY KEY, word text NOT NULL DEFAULT 'of {number}');\n"
            f"CREATE TABLE child_{number} (id int PRIMARY KEY, parent int NOT NULL REFERENCES own_{number});\n"
        )
        configuration.append(f'[databases.own_{number}]\nschema = "own_{number}.sql"\n')
    (folder / "migration-planner.toml").write_text(
        "".join(configuration) + '[memory]\nstore = "sqlite:///graph.sqlite"\n'
    )


async def rehearse_together(folder: Path, programs: Path, *, rehearsals: int, processes: int) -> Together:
    """Ask for all of them at once.

    Args:
        folder: What ``write_project`` filled.
        programs: PostgreSQL's, which nobody else runs.
        rehearsals: As many as ``write_project`` was given.
        processes: MCP servers that they are spread over.
    """
    replies: dict[int, dict[str, Any]] = {}
    command = str(Path(sys.executable).with_name("migration-planner"))
    environment = {"MIGRATION_PLANNER_PG_BIN": str(programs), "PATH": os.environ["PATH"], "HOME": str(folder)}
    parameters = StdioServerParameters(command=command, args=["serve"], cwd=folder, env=environment)
    seen = _Seen(programs)

    async def serve(numbers: range) -> None:
        async with Client(stdio_client(parameters)) as client, anyio.create_task_group() as calls:
            for number in numbers:
                calls.start_soon(rehearse, client, number)

    async def rehearse(client: Client, number: int) -> None:
        change = f"ALTER TABLE own_{number} ALTER COLUMN word TYPE varchar(40)"
        arguments = {"database": f"own_{number}", "change": change, "rows": ROWS}
        result = await client.call_tool("dry_run", arguments)
        if result.is_error:
            raise AssertionError(result.content)
        replies[number] = result.structured_content

    async with anyio.create_task_group() as looking:
        looking.start_soon(seen.look)
        async with anyio.create_task_group() as all_servers:
            for first in range(processes):
                all_servers.start_soon(serve, range(first, rehearsals, processes))
        looking.cancel_scope.cancel()
    return Together(replies=replies, databases=seen.databases, servers=seen.servers, peak_bytes=seen.peak_bytes)


class _Seen:
    """What is looked at from outside, until it is cancelled."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self.databases = 0
        self.servers = 0
        self.peak_bytes = 0

    async def look(self) -> None:
        while True:
            postmasters = await to_thread.run_sync(servers_of, self._programs)
            self.servers = max(self.servers, len(postmasters))
            processes = {*psutil.Process().children(recursive=True), *postmasters}
            processes |= {child for each in postmasters for child in _children(each)}
            titles = [" ".join(_command(each)) for each in processes]
            used = {word for title in titles for word in title.split() if word.startswith("c_")}
            self.databases = max(self.databases, len(used))
            self.peak_bytes = max(self.peak_bytes, await to_thread.run_sync(_memory, processes))
            await anyio.sleep(0.05)


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _memory(processes: set[psutil.Process]) -> int:
    total = 0
    for process in processes:
        try:
            found = process.memory_full_info()
        except psutil.Error:
            continue
        # Only Linux tells what pages are shared by.
        total += int(getattr(found, "pss", found.uss))
    return total
