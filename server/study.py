"""What is known before anything is planned: the target read, the change run on a shadow, its uses found in code."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from anyio import to_thread

from server.change.hidden import refuse_hidden_writes
from server.change.read import read_change
from server.change.statement_hazards import hazards_of_statements
from server.change.transactions import hazard_of_transactions
from server.codebase.interest import ObjectOfInterest, table_columns
from server.codebase.scan import scan
from server.configuration import read_schema_files, resolve_database, schema_paths
from server.desired import way_towards
from server.diff.by_name import statements_towards
from server.diff.compare import find_operations
from server.diff.narrowing import narrowed
from server.diff.renames.statements import renaming_statements
from server.errors import ChangeError, EmptyChange, InvalidArgument
from server.impact.assess import assess
from server.impact.hidden.scene import Scene
from server.impact.touched import touched
from server.memory import Memory
from server.model.catalog import Catalog
from server.model.change import Change
from server.model.configuration import Configuration, DatabaseSettings
from server.model.fingerprint import fingerprint
from server.model.impact import CodeScan, Impact
from server.model.names import QualifiedName
from server.model.operation import Operation
from server.model.plan import Decision, Hazard
from server.model.rename import OpenRenames
from server.model.snapshot import Measure
from server.model.statistics import PlannerStatistics
from server.model.target import NOT_REPLICATED, Replication, TableSize, Target
from server.postgres.direct_run import DirectRun, reversal_states, run_directly, schema_after
from server.postgres.shadow import Shadow
from server.postgres.template import Template
from server.sources import dotted, file_named, loaded, owned_alike, schema_named, source_of

Progress = Callable[[float, str], Awaitable[None]]
"""Fraction done, from 0 to 1, and what is being done."""

_MOST_NAME = 120
"""Characters of a plan's name, which stands in every header, list and reply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the functions need from outside."""

    configuration: Configuration
    shadow: Shadow
    memory: Memory
    today: Callable[[], str]
    """ISO date, for the names of folders and files."""
    now: Callable[[], str]
    """ISO time, for outcomes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A target as the shadow holds it, still without its fingerprint."""

    settings: DatabaseSettings
    shadow: Shadow
    """Of the target's major version where one is installed."""
    template: Template
    server_version: int
    """As ``server_version_num``: the older of target and shadow, since the plan's SQL must run on both."""
    version: str
    rehearsed_on: str
    """Version of the shadow where its major is not the target's; else empty."""
    environment: str
    source: str
    statistics: PlannerStatistics | None = None
    """Of a database that is or was live."""
    measures: tuple[Measure, ...] = ()
    """Of the tables, indexes and sequences of a snapshot."""
    replication: Replication = NOT_REPLICATED
    """Of a live database."""
    sizes: Mapping[QualifiedName, TableSize]

    def target(self, before: Catalog) -> Target:
        """The target as replies name it."""
        return Target(
            database=self.settings.name,
            version=self.version,
            rehearsed_on=self.rehearsed_on,
            environment=self.environment,
            fingerprint=fingerprint(before),
            source=self.source,
        )

    def with_sizes(self, catalog: Catalog) -> Catalog:
        """The catalog with the version to write SQL for and the target's row counts; unknown ones become -1."""
        tables = {}
        for oid, table in catalog.tables.items():
            size = self.sizes.get(table.name)
            tables[oid] = replace(
                table,
                rows_estimate=size.rows_estimate if size else -1,
                size_bytes=size.size_bytes if size else 0,
            )
        return replace(catalog, tables=tables, server_version=self.server_version)


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """A change seen on the shadow."""

    ground: Ground
    target: Target
    change: Change
    run: DirectRun
    before: Catalog
    """With the version to write SQL for and the target's row counts."""
    operations: tuple[Operation, ...]
    code: CodeScan
    renames: tuple[Decision, ...] = ()
    """What was decided about renames of a desired schema."""

    @property
    def scene(self) -> Scene:
        """What the dangers around the change are told by."""
        return Scene(
            operations=self.operations,
            before=self.before,
            after=self.run.after,
            queries=tuple(query.sql for query in self.code.queries),
            replication=self.ground.replication,
        )

    @property
    def statement_hazards(self) -> tuple[Hazard, ...]:
        """Of statements that do more, or less, than they seem to say."""
        return hazards_of_statements(self.change, self.operations, reversal_states(self.run))

    async def reversals(self) -> dict[int, tuple[str, ...]]:
        """SQL that undoes each statement, for those where the schemas around it tell it.

        Names are given back first, on a copy: what PostgreSQL prints of everything else depends on them.
        """
        found: dict[int, tuple[str, ...]] = {}
        states = reversal_states(self.run)
        for statement, (earlier, later) in zip(self.change.statements, states, strict=True):
            now, wanted = narrowed(later, earlier)
            renaming = renaming_statements(now, wanted)
            try:
                if renaming:
                    done = [one.sql for one in self.change.statements if one.number <= statement.number]
                    now = await schema_after(self.ground.shadow, self.ground.template, (*done, *renaming))
                    wanted = earlier
                found[statement.number] = (*renaming, *statements_towards(now, wanted))
            except ChangeError:
                # no way back can be written: the plan names that as a loss
                continue
        return found


async def ground_of(services: Services, database: str) -> Ground:
    """The target's schema, loaded into the shadow or found there."""
    source = await source_of(services.configuration, resolve_database(services.configuration, database))
    facts = source.facts
    if facts is None:
        number = await services.shadow.version()
        return Ground(
            settings=source.settings,
            shadow=services.shadow,
            template=await loaded(services.configuration, services.shadow, source),
            server_version=number,
            version=dotted(number),
            rehearsed_on="",
            environment=source.environment,
            source=source.told,
            sizes={},
        )
    shadow = await services.shadow.of_major(facts.server_version // 10000)
    number = await shadow.version()
    same = number // 10000 == facts.server_version // 10000
    return Ground(
        settings=source.settings,
        shadow=shadow,
        template=await loaded(services.configuration, shadow, source),
        server_version=min(facts.server_version, number),
        version=facts.version,
        rehearsed_on="" if same else dotted(number),
        environment=source.environment,
        source=source.told,
        statistics=await source.statistics(),
        replication=await source.replication(),
        measures=source.snapshot.measures if source.snapshot else (),
        sizes={size.table: size for size in facts.sizes},
    )


async def study(
    services: Services,
    *,
    database: str,
    change: str,
    desired_schema: str = "",
    name: str = "",
    reason: str = "",
    decisions: Mapping[str, str] | None = None,
    progress: Progress,
) -> Study:
    """The change run as written on a copy of the target's schema, and what it really does.

    Of the decisions, those about renames are taken here.

    Raises:
        InvalidArgument: Both of change and desired schema are given, or a decision about a rename is none.
        OpenRenames: The desired schema may rename, and it is not decided whether it does.
        ChangeError: The change cannot be read or run, or does nothing.
    """
    if len(name) > _MOST_NAME:
        raise InvalidArgument(
            f'"name" has {len(name):,} characters, at most {_MOST_NAME} are kept: tell more in "reason"'
        )
    await progress(0.05, "reading the schema")
    ground = await ground_of(services, database)
    if bool(change.strip()) == bool(desired_schema.strip()):
        if change.strip():
            raise InvalidArgument('give "change" or "desired_schema", not both')
        raise EmptyChange('there is no change: give SQL in "change", or the schema to reach in "desired_schema"')
    renames: tuple[Decision, ...] = ()
    if change.strip():
        named = file_named(services.configuration, change)
        text = change if named is None else read_schema_files(named, root=services.configuration.root)
        asked = read_change(text, name=name, reason=reason)
    else:
        named = schema_named(services.configuration, desired_schema)
        desired = await _desired(services, ground, desired_schema, named)
        asked, renames = await _towards(ground, desired, decisions or {})
        asked = replace(asked, name=name or asked.name, reason=reason)
    own = _own_files(services, ground, named)
    await progress(0.15, "running the change on the shadow")
    run = await run_directly(ground.shadow, ground.template, asked)
    refuse_hidden_writes(asked, run.observations)
    before = ground.with_sizes(run.before)
    operations = find_operations(before, run.after, asked, snapshots=run.snapshots)
    if not operations:
        raise ChangeError("the change does nothing: the schema is the same afterwards and no row is written")
    await progress(0.3, "looking for uses in code")
    return Study(
        ground=ground,
        target=ground.target(run.before),
        change=asked,
        run=run,
        before=before,
        operations=operations,
        code=await _scan(services, before, operations, leave_out=own),
        renames=renames,
    )


def impact_of(services: Services, studied: Study) -> Impact:
    """Everything the change touches."""
    impact = assess(
        target=studied.target,
        scene=studied.scene,
        observations=studied.run.observations,
        code=studied.code,
        policy=services.configuration.policy,
        row_counts_known=bool(studied.ground.sizes),
    )
    return replace(
        impact,
        hazards=(
            *impact.hazards,
            *studied.statement_hazards,
            *hazard_of_transactions(studied.change, avoided=False),
        ),
        shadow_differs=studied.ground.template.differs,
    )


async def _towards(
    ground: Ground, desired: Template, decisions: Mapping[str, str]
) -> tuple[Change, tuple[Decision, ...]]:
    """The change that reaches a desired schema, and what was decided about renames on the way."""
    before, after = await ground.shadow.catalog(ground.template), await ground.shadow.catalog(desired)
    if before.tables and not after.tables:
        raise EmptyChange(
            "the desired schema holds no table, so the plan would drop all of them; give the whole schema as it shall "
            'be, or the DROP statements in "change" if that is meant'
        )
    way = await way_towards(ground.shadow, ground.template, after, decisions=decisions)
    if way.asked:
        raise OpenRenames(target=ground.target(before), renames=way.asked, unknown=way.unknown)
    if not way.statements:
        raise ChangeError("the change does nothing: the schema already is as desired")
    written = read_change(";\n".join(way.statements), name="reach_desired_schema")
    return replace(written, desired_schema=True), way.taken


async def _desired(services: Services, ground: Ground, text: str, named: DatabaseSettings | None) -> Template:
    if named is None:
        template = await ground.shadow.template(text)
    else:
        template = await loaded(services.configuration, ground.shadow, await source_of(services.configuration, named))
    return await owned_alike(ground.shadow, template, ground.template)


def _own_files(services: Services, ground: Ground, named: DatabaseSettings | None) -> frozenset[Path]:
    """What names tables without being code that uses them: schema files, the change itself, and plans.

    A plan that depended on earlier plans would not be the same the next time.
    """
    settings = [*services.configuration.databases, ground.settings, *([named] if named else [])]
    files = (file for each in settings for file in schema_paths(each))
    return frozenset([services.configuration.migrations.resolve(), *files])


async def _scan(
    services: Services, before: Catalog, operations: tuple[Operation, ...], *, leave_out: frozenset[Path]
) -> CodeScan:
    objects = [ObjectOfInterest(table=t.name, columns=t.columns) for t in touched(operations, before)]
    projects, columns = services.configuration.projects, table_columns(before)
    find = partial(scan, projects, objects=objects, columns=columns, leave_out=leave_out)
    return await to_thread.run_sync(find)
