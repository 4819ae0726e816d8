"""What is configured, after files and environment are read."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from server.model.policy import Policy

OutputFormat = Literal["sql"]
"""How a plan's scripts are written; sql: one file up and one down for each phase, run by psql."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseSettings:
    """A named database: a connection string, schema files, or a snapshot."""

    name: str
    url: str | None = field(repr=False)
    """Secret: never shown."""
    schema_files: tuple[Path, ...]
    snapshot: Path | None = None
    environment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSettings:
    """A source tree whose code uses the database; exclude holds glob patterns relative to it."""

    name: str
    path: Path
    exclude: tuple[str, ...]
    owners: tuple[str, ...] = ()
    """Of files of which its CODEOWNERS file says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Everything the product may be told."""

    root: Path
    """Folder of the configuration file, else the working directory; paths from callers must lie in it."""
    databases: tuple[DatabaseSettings, ...]
    projects: tuple[ProjectSettings, ...]
    migrations: Path
    store_url: str | None = field(repr=False)
    """``sqlite:///path`` or ``postgresql://...``; None: where kg-memory keeps the graph when nothing is configured;
    secret: never shown."""
    shadow_url: str | None = field(repr=False)
    """Connection string of a server to rehearse on where no programs fit; secret: never shown."""
    policy: Policy
    output_format: OutputFormat
    naming: str
    """What file names begin with, over ``{date}`` and ``{name}``."""
