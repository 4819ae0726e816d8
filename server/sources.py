"""Schemas as SQL, from wherever a caller names them: a live database, a snapshot, schema files, a folder of them."""

from dataclasses import dataclass, field
from functools import partial

from anyio import to_thread

from server.configuration import place_in_schema, read_schema_files, resolve_database
from server.errors import InvalidArgument, SchemaRejected, UnknownDatabase
from server.model.configuration import Configuration, DatabaseSettings
from server.model.snapshot import Snapshot
from server.model.statistics import PlannerStatistics
from server.model.target import NOT_REPLICATED, UNLABELLED, Replication, TargetFacts
from server.postgres.replication import read_replication
from server.postgres.shadow import Shadow
from server.postgres.statistics import read_statistics
from server.postgres.target import connect_target, read_target
from server.postgres.template import Owners, Template
from server.snapshots import read_snapshot

MAX_PATH = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A database's schema as SQL: read from the live database or its snapshot, or of its files."""

    settings: DatabaseSettings
    schema: str = field(repr=False)
    facts: TargetFacts | None = None
    """What else is known of a database that is or was live; None of schema files."""
    snapshot: Snapshot | None = None
    """Where it was read from one."""

    @property
    def told(self) -> str:
        """As replies name it."""
        if self.snapshot is not None:
            return f"snapshot of {self.snapshot.taken}"
        return "schema files" if self.facts is None else "live database"

    async def statistics(self) -> PlannerStatistics | None:
        """What the planner of a database that is or was live knows; None of schema files."""
        if self.snapshot is not None:
            return self.snapshot.statistics
        if self.settings.url is None:
            return None
        async with connect_target(self.settings.url, name=self.settings.name) as session:
            return await read_statistics(session, name=self.settings.name)

    async def replication(self) -> Replication:
        """What a live database sends and gets; nothing is known of files and of snapshots."""
        if self.snapshot is not None or self.settings.url is None:
            return NOT_REPLICATED
        async with connect_target(self.settings.url, name=self.settings.name) as session:
            return await read_replication(session, name=self.settings.name)

    @property
    def environment(self) -> str:
        """As configured, else as it was when the snapshot was taken."""
        if self.snapshot is not None and self.settings.environment == UNLABELLED:
            return self.snapshot.environment
        return self.settings.environment


async def source_of(configuration: Configuration, settings: DatabaseSettings) -> Source:
    """The schema of a database, which is only read."""
    if settings.snapshot is not None:
        snapshot = await to_thread.run_sync(partial(read_snapshot, settings.snapshot, name=settings.name))
        return Source(settings=settings, schema=snapshot.facts.schema, facts=snapshot.facts, snapshot=snapshot)
    if settings.url is None:
        return Source(settings=settings, schema=read_schema_files(settings, root=configuration.root))
    facts = await read_target(settings.url, name=settings.name)
    return Source(settings=settings, schema=facts.schema, facts=facts)


async def loaded(configuration: Configuration, shadow: Shadow, source: Source) -> Template:
    """The schema in the shadow.

    Raises:
        SchemaRejected: It does not load; the message names line and file.
    """
    try:
        return await shadow.template(source.schema)
    except SchemaRejected as error:
        if source.facts is not None or not error.line:
            raise
        place = place_in_schema(source.settings, root=configuration.root, line=error.line)
        raise SchemaRejected(error.reason, line=error.line, place=place) from None


async def owned_alike(shadow: Shadow, template: Template, other: Template) -> Template:
    """The template, with the other's owners when its own schema tells of none: it wants no others then."""
    if template.named_owners or len(other.named_owners) <= 1:
        return template
    catalog = await shadow.catalog(other)
    statements = [each.definition[0] for each in catalog.others.values() if each.kind == "owner"]
    return await shadow.template(template.schema, Owners(roles=other.named_owners, statements=tuple(statements)))


def dotted(number: int) -> str:
    """A ``server_version_num`` as people write it, such as ``18.4``."""
    return f"{number // 10000}.{number % 10000}"


def file_named(configuration: Configuration, text: str) -> DatabaseSettings | None:
    """The SQL file inside the allowed root that the text names instead of being SQL."""
    path = text.strip()
    if not _may_be_a_name(path) or not path.lower().endswith(".sql"):
        return None
    try:
        return resolve_database(configuration, path)
    except UnknownDatabase:
        raise InvalidArgument(
            f'no SQL file "{path}" lies in the project; give the SQL itself, or the path of a file inside the project'
        ) from None


def schema_named(configuration: Configuration, text: str) -> DatabaseSettings | None:
    """The database, SQL file or folder of them that the text names instead of being SQL."""
    name = text.strip()
    if not _may_be_a_name(name):
        return None
    # No statement is a single word; of several words, only what is there is no statement.
    certain = name.lower().endswith(".sql") or not any(sign.isspace() for sign in name)
    try:
        return resolve_database(configuration, name)
    except (UnknownDatabase, InvalidArgument) as error:
        if not certain:
            return None
        if isinstance(error, InvalidArgument):
            raise
        raise InvalidArgument(
            f'no SQL file "{name}" and no folder of that path lies in the project, and no database is configured under '
            "that name; give one of these, or the SQL itself"
        ) from None


def _may_be_a_name(text: str) -> bool:
    # A backslash begins a command of psql, such as \i other.sql, which the reader of changes refuses.
    return len(text) <= MAX_PATH and not any(sign in text for sign in "\n;\\")
