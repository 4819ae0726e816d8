"""Snapshots on disk: one file of JSON, whole or absent, and known when it was changed by hand."""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from anyio import to_thread

from server.configuration import resolve_database
from server.errors import ConfigurationError, InvalidArgument, PlanError
from server.model.configuration import Configuration
from server.model.serialisation import Json, from_json, to_json
from server.model.snapshot import Snapshot, measures_of
from server.model.statistics import withheld
from server.postgres.catalog_measures import read_measured
from server.postgres.dump_secrets import without_secrets
from server.postgres.statistics import read_statistics
from server.postgres.target import connect_target, read_target

KIND = "migration-planner snapshot"
VERSION = 1
"""Of the form; a file of a newer one is refused."""


async def take_snapshot(
    configuration: Configuration, *, database: str, with_values: bool, now: Callable[[], str]
) -> Snapshot:
    """A live database as it is now; it is only read, and no row of it.

    Args:
        configuration: What is configured.
        database: As every tool takes it.
        with_values: Whether values that statistics hold, such as the most common ones, are kept.
        now: ISO time.

    Raises:
        InvalidArgument: It is no live database.
        TargetError: It does not answer, or cannot be read.
    """
    settings = resolve_database(configuration, database)
    if settings.url is None:
        raise InvalidArgument(f'"{settings.name}" is no live database, so that there is nothing to take a snapshot of')
    taken = now()
    facts = await read_target(settings.url, name=settings.name)
    async with connect_target(settings.url, name=settings.name) as session:
        catalog = await read_measured(session)
    async with connect_target(settings.url, name=settings.name) as session:
        statistics = await read_statistics(session, name=settings.name)
    return Snapshot(
        database=settings.name,
        environment=settings.environment,
        taken=taken,
        facts=replace(facts, schema=await to_thread.run_sync(without_secrets, facts.schema)),
        measures=measures_of(catalog),
        statistics=statistics if with_values else withheld(statistics),
    )


async def write_snapshot(snapshot: Snapshot, path: Path, *, over: bool) -> None:
    """Write it to a file that only its owner may read.

    Args:
        snapshot: What is written.
        path: Of the file.
        over: Whether it may take the place of a file that is there.

    Raises:
        InvalidArgument: There is a file already, or none can be written there.
    """
    await to_thread.run_sync(lambda: _write(snapshot, path, over))


def read_snapshot(path: Path, *, name: str) -> Snapshot:
    """What the file holds.

    Args:
        path: Of the file.
        name: The database's name in the configuration, used in messages.

    Raises:
        ConfigurationError: It is missing, not whole, of a newer form, or changed since it was written.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _unusable(path, name, "does not exist") from None
    except OSError as error:
        raise _unusable(path, name, f"cannot be read: {error.strerror}") from None
    except ValueError:
        raise _unusable(path, name, "is not whole, or no snapshot") from None
    if not isinstance(data, dict) or data.get("kind") != KIND:
        raise _unusable(path, name, "is no snapshot")
    if data.get("version") != VERSION:
        raise _unusable(path, name, f"was written by another version (its form is {data.get('version')!r})")
    if data.get("digest") != _digest(data.get("snapshot")):
        raise _unusable(path, name, "was changed since it was written")
    try:
        return from_json(Snapshot, data["snapshot"])
    except PlanError as error:
        raise _unusable(path, name, f"does not hold what it should ({error})") from None


def _unusable(path: Path, name: str, what: str) -> ConfigurationError:
    return ConfigurationError(
        f'the snapshot "{path.name}" of database "{name}" {what}; '
        f"take it again with: migration-planner snapshot --output {path.name}"
    )


def _digest(content: Json) -> str:
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _write(snapshot: Snapshot, path: Path, over: bool) -> None:
    content = to_json(snapshot)
    data = {
        "kind": KIND,
        "version": VERSION,
        "database": snapshot.database,
        "environment": snapshot.environment,
        "taken": snapshot.taken,
        "postgresql": snapshot.facts.version,
        "values": "withheld" if snapshot.statistics.values_withheld else "kept",
        "digest": _digest(content),
        "snapshot": content,
    }
    temporary = path.with_name(f".{path.name}-{uuid4().hex}")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(data, file, ensure_ascii=False, indent=1)
            file.write("\n")
        if over:
            temporary.replace(path)
        else:
            # A link, unlike a move, never takes the place of what is there.
            path.hardlink_to(temporary)
    except FileExistsError:
        raise InvalidArgument(f'there is a file "{path}" already; name another, or pass --replace') from None
    except OSError as error:
        raise InvalidArgument(f'"{path}" cannot be written: {error.strerror}; name another file') from None
    finally:
        temporary.unlink(missing_ok=True)
