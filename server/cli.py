"""The command line: the server's start, and the same seven functions for a person, with the same replies as JSON."""

import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from server.configuration import load_configuration
from server.errors import PlannerError
from server.model.configuration import Configuration, OutputFormat
from server.model.outcome import Status
from server.model.rename import OpenRenames
from server.model.report import PhaseChoice, Report
from server.tools import replies
from server.tools.planner import Detail, Planner, Progress
from server.tools.shapes import ComparisonShape, DryRunReply, InspectionReply, PlanReply, Shape, VerdictShape

# Everything heavier is imported by the command that needs it: ``serve`` must answer its client within two seconds.
# ruff: noqa: PLC0415

DISPROVEN = 3
"""Exit code when there is a plan, but it did not hold on the shadow."""
UNSETTLED = 4
"""Exit code when compared schemas differ, and when there is no plan before it is decided what is renamed."""

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

Config = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Configuration file.")]
Database = Annotated[
    str, typer.Option("--database", "-d", help="Configured name, or path of schema SQL; needed unless only one exists.")
]
Change = Annotated[str, typer.Option("--change", "-c", metavar="FILE", help="File of SQL; - reads standard input.")]
Sql = Annotated[str, typer.Option("--sql", metavar="TEXT", help="SQL as text, instead of --change.")]
Json = Annotated[bool, typer.Option("--json", help="Print the reply an agent would get.")]
PlanOption = Annotated[str, typer.Option("--plan", "-p", help="Identity, name or folder of a plan.")]

Work = Callable[[Planner, Progress], Awaitable[Shape]]


def main() -> None:
    """Run the command line."""
    # A terminated process stops its shadow as an interrupted one does.
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    app()


@app.callback()
def describe_program() -> None:
    """Take a PostgreSQL schema change from intent to proven plan.

    Exit code 1: refused, with the reason on stderr. 2: wrong usage. 3: the plan did not hold when it was rehearsed.
    4: compared schemas differ, or there is no plan before it is decided what is renamed.
    """


@app.command()
def serve(
    config: Config = None,
    http: Annotated[bool, typer.Option("--http", help="Serve http://127.0.0.1:PORT/mcp instead of stdio.")] = False,
    port: Annotated[int, typer.Option(help="Port of --http.", min=1, max=65535)] = 8760,
) -> None:
    """Start the MCP server."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    configuration = _configuration(config)
    from server.app import serve_http, serve_stdio

    if http:
        serve_http(configuration, port)
    else:
        serve_stdio(configuration)


@app.command()
def inspect(
    *,
    pattern: Annotated[str, typer.Argument(help="Glob over table or schema.table.")] = "",
    database: Database = "",
    detail: Annotated[Detail, typer.Option(help="How much of each table.")] = "full",
    limit: Annotated[int, typer.Option(min=1, max=200, help="Most tables on a page.")] = 20,
    cursor: Annotated[str, typer.Option(help="next_cursor of the page before.")] = "",
    compare_to: Annotated[
        str, typer.Option(metavar="DATABASE", help="Show how it differs from another database or schema SQL instead.")
    ] = "",
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show a schema and what in it is worth acting on, or how it differs from another."""

    async def work(planner: Planner, progress: Progress) -> Shape:
        if compare_to:
            drift = await planner.compare_schemas(
                database=database,
                compare_to=compare_to,
                pattern=pattern,
                limit=limit,
                cursor=cursor,
                progress=progress,
            )
            return replies.drift_reply(drift, detail=detail)
        inspection = await planner.inspect_schema(
            database=database, pattern=pattern, detail=detail, limit=limit, cursor=cursor, progress=progress
        )
        return replies.inspection_reply(inspection, pattern=pattern)

    _run(work, _configuration(config), as_json)


@app.command()
def impact(
    database: Database = "", change: Change = "", sql: Sql = "", config: Config = None, as_json: Json = False
) -> None:
    """Show what a change touches: dependents, code, locks, risks."""
    text = _sql(change, sql)

    async def work(planner: Planner, progress: Progress) -> Shape:
        return replies.impact_reply(await planner.analyze_impact(database=database, change=text, progress=progress))

    _run(work, _configuration(config), as_json)


@app.command()
def plan(
    *,
    database: Database = "",
    change: Change = "",
    sql: Sql = "",
    desired_schema: Annotated[
        str,
        typer.Option(
            metavar="FILE", help="SQL of the whole schema afterwards, or a folder of it, or a configured database."
        ),
    ] = "",
    name: Annotated[str, typer.Option(help="Short name, for the files.")] = "",
    reason: Annotated[str, typer.Option(help="Why the change is wanted.")] = "",
    decide: Annotated[list[str] | None, typer.Option(metavar="KEY=VALUE", help="Answer an open decision.")] = None,
    output_format: Annotated[
        OutputFormat | None, typer.Option("--format", help="How scripts are written; else as configured.")
    ] = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Generate a safe migration, rehearse it and write its files."""
    configuration = _configuration(config)
    text, desired = _sql(change, sql), _desired(desired_schema)
    decisions = dict(_pairs(decide))

    async def work(planner: Planner, progress: Progress) -> Shape:
        try:
            generated = await planner.generate_migration(
                database=database,
                change=text,
                desired_schema=desired,
                name=name,
                reason=reason,
                decisions=decisions,
                progress=progress,
                output_format=output_format,
            )
        except OpenRenames as asked:
            return replies.renames_reply(asked)
        return replies.plan_reply(generated, root=configuration.root)

    _run(work, configuration, as_json)


@app.command()
def rollback(
    *,
    plan: PlanOption = "",
    database: Database = "",
    change: Change = "",
    sql: Sql = "",
    by_hand: Annotated[bool, typer.Option("--by-hand", help="The change is run as it stands, without a plan.")] = False,
    down: Annotated[str, typer.Option(metavar="FILE", help="Its hand-written rollback, to check.")] = "",
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show the way back of a plan, or of the plan a change would get; write or check that of a change run by hand."""
    configuration = _configuration(config)
    text = _sql(change, sql)

    async def work(planner: Planner, progress: Progress) -> Shape:
        if by_hand or down:
            written = _sql(down, "")
            check = await planner.check_rollback(database=database, change=text, down=written, progress=progress)
            return replies.checked_reply(check)
        found = await planner.generate_rollback(plan=plan, database=database, change=text, progress=progress)
        return replies.rollback_reply(found, root=configuration.root)

    _run(work, configuration, as_json)


@app.command()
def dry_run(
    *,
    plan: PlanOption = "",
    database: Database = "",
    change: Change = "",
    sql: Sql = "",
    rows: Annotated[int, typer.Option(min=1, max=100_000, help="Made-up rows a table.")] = 300,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Rehearse a plan with rows: up, down, and up again."""
    configuration = _configuration(config)
    text = _sql(change, sql)

    async def work(planner: Planner, progress: Progress) -> Shape:
        rehearsed = await planner.dry_run(plan=plan, database=database, change=text, rows=rows, progress=progress)
        return replies.dry_run_reply(rehearsed, root=configuration.root)

    _run(work, configuration, as_json)


@app.command()
def record(
    *,
    plan: Annotated[str, typer.Argument(help="Identity, name or folder of the plan that was run.")],
    status: Annotated[Status, typer.Argument(help="How it went.")],
    phase: Annotated[PhaseChoice, typer.Option(help="The phase it is about; all of the plan without it.")] = "",
    notes: Annotated[str, typer.Option(help="What happened, in sentences.")] = "",
    started: Annotated[str, typer.Option(metavar="MOMENT", help="ISO 8601, such as 2026-11-23T17:00:00Z.")] = "",
    finished: Annotated[str, typer.Option(metavar="MOMENT", help="ISO 8601.")] = "",
    who: Annotated[str, typer.Option(help="Who ran it.")] = "",
    step: Annotated[
        list[str] | None,
        typer.Option(metavar="STEP:WHAT=VALUE", help="Step by number or key; seconds, waited, rows or error."),
    ] = None,
    log: Annotated[str, typer.Option(metavar="FILE", help="What psql -a printed, with \\timing on; - reads it.")] = "",
    measure: Annotated[list[str] | None, typer.Option(metavar="KEY=VALUE", help="Such as lag_s=4.")] = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Remember how a plan, or a phase of it, went in production."""
    report = Report(
        status=status,
        phase=phase,
        started=started,
        finished=finished,
        who=who,
        notes=notes,
        steps=_by_step(step),
        measurements={key: _number(value) for key, value in _pairs(measure)},
        log=_read(log),
    )

    async def work(planner: Planner, _progress: Progress) -> Shape:
        return replies.record_reply(await planner.record_outcome(plan=plan, report=report))

    _run(work, _configuration(config), as_json)


@app.command()
def recall(
    query: Annotated[str, typer.Argument(help="Words to search for.")] = "",
    plan: PlanOption = "",
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show what earlier migrations taught."""

    async def work(planner: Planner, _progress: Progress) -> Shape:
        return replies.recall_reply(await planner.recall(query=query, plan=plan))

    _run(work, _configuration(config), as_json)


@app.command()
def graph(
    *,
    port: Annotated[int, typer.Option(help="Port of the page; 0: any that is free.", min=0, max=65535)] = 0,
    no_open: Annotated[bool, typer.Option("--no-open", help="Only print the address.")] = False,
    config: Config = None,
) -> None:
    """Look at what is remembered on a page in the browser, served to this machine only, until Ctrl-C."""
    configuration = _configuration(config)
    from server.memory import Memory
    from server.tools.browser import open_browser

    def announce(address: str) -> None:
        typer.echo(f"The knowledge graph is at {address}\nCtrl-C ends it.")
        if not no_open:
            open_browser(address)

    try:
        Memory(configuration.store_url).serve_page(port=port, announce=announce)
    except PlannerError as error:
        _refuse(error)


@app.command()
def lessons(config: Config = None, as_json: Json = False) -> None:
    """Show what outcomes taught about estimates and strategies, and from which runs."""

    async def work(planner: Planner, _progress: Progress) -> Shape:
        return replies.lessons_reply(await planner.learned())

    _run(work, _configuration(config), as_json)


@app.command()
def snapshot(
    database: Annotated[str, typer.Argument(help="Configured name; needed unless only one exists.")] = "",
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="File to write.")],
    with_values: Annotated[
        bool, typer.Option("--with-values", help="Keep values that statistics hold, such as the most common ones.")
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a file that is there.")] = False,
    config: Config = None,
) -> None:
    """Write schema, sizes and statistics of a live database to a file, to plan from with no connection."""
    configuration = _configuration(config)
    from datetime import UTC, datetime

    import anyio

    from server.model.snapshot import Snapshot
    from server.snapshots import take_snapshot, write_snapshot

    async def take() -> Snapshot:
        taken = await take_snapshot(
            configuration,
            database=database,
            with_values=with_values,
            now=lambda: datetime.now(UTC).isoformat(timespec="seconds"),
        )
        await write_snapshot(taken, output, over=replace)
        return taken

    try:
        taken = anyio.run(take)
    except PlannerError as error:
        _refuse(error)
    values = "kept" if with_values else "withheld"
    sizes, columns = taken.facts.sizes, taken.statistics.columns
    typer.echo(f"{taken.database}, PostgreSQL {taken.facts.version}, {taken.environment}, {taken.taken}")
    typer.echo(f"{len(sizes)} tables, statistics of {len(columns)} columns, values {values}")
    if taken.statistics.unseen:
        unseen = ", ".join(name.sql for name in taken.statistics.unseen[:5])
        typer.echo(f"no statistics of {len(taken.statistics.unseen)}, not analysed or not readable: {unseen}")
    typer.echo(f'To plan from it: write snapshot = "{output.name}" under [databases.<name>], or give its path')


@app.command()
def doctor(config: Config = None, as_json: Json = False) -> None:
    """Show what plans are rehearsed with here, what is missing, and how to get it; exit code 1 when something is."""
    configuration = _configuration(config)
    import json
    from dataclasses import asdict

    import anyio

    from server.doctor import diagnose
    from server.tools.screen import plain

    findings = anyio.run(diagnose, configuration)
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], indent=2, ensure_ascii=False))
    else:
        width = max(len(finding.subject) for finding in findings)
        for finding in findings:
            typer.echo(plain(f"{'ok' if finding.good else '! '}  {finding.subject:<{width}}  {finding.found}"))
            if finding.remedy:
                typer.echo(plain(f"    {'':<{width}}  {finding.remedy}"))
    if not all(finding.good for finding in findings):
        raise typer.Exit(1)


@app.command()
def demo(
    folder: Annotated[Path, typer.Option(help="Where to leave the files.")] = Path("demo"),
    products: Annotated[int, typer.Option(min=100, max=5_000_000, help="Rows of the largest table.")] = 200_000,
    apply: Annotated[
        bool, typer.Option("--apply", help="Also run the files with psql on the demo's database.")
    ] = False,
) -> None:
    """Do a real piece of work on an embedded PostgreSQL, from nothing to files."""
    from server.demo.story import run

    try:
        run(folder=folder.absolute(), products=products, apply=apply)
    except PlannerError as error:
        _refuse(error)


def _run(work: Work, configuration: Configuration, as_json: bool) -> None:
    from server.tools.terminal import carry_out

    try:
        reply = carry_out(work, configuration, as_json=as_json)
    except PlannerError as error:
        _refuse(error)
    if code := _exit_code(reply):
        raise typer.Exit(code)


def _exit_code(reply: Shape) -> int:
    match reply:
        case InspectionReply(comparison=ComparisonShape(equal=False)) | PlanReply(verdict=None):
            return UNSETTLED
        case (
            PlanReply(verdict=VerdictShape(status="disproven")) | DryRunReply(verdict=VerdictShape(status="disproven"))
        ):
            return DISPROVEN
        case _:
            return 0


def _configuration(config: Path | None) -> Configuration:
    try:
        return load_configuration(path=config, environment=os.environ, working_directory=Path.cwd())
    except PlannerError as error:
        _refuse(error)


def _refuse(error: PlannerError) -> NoReturn:
    from server.tools.screen import plain

    typer.echo(f"migration-planner: {plain(str(error))}", err=True)
    raise typer.Exit(1) from error


def _sql(change: str, sql: str) -> str:
    if change and sql:
        raise typer.BadParameter("give --change or --sql, not both")
    return sql or _read(change)


def _desired(named: str) -> str:
    """The text of a file or of standard input; the name of anything else, which the planner looks up."""
    return _read(named) if named == "-" or Path(named).is_file() else named


def _read(file: str) -> str:
    if not file:
        return ""
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise typer.BadParameter(f'"{file}" cannot be read: {error.strerror}') from error
    except UnicodeDecodeError as error:
        raise typer.BadParameter(f'"{file}" is not UTF-8 at byte {error.start}; save it as UTF-8') from error


def _pairs(texts: list[str] | None) -> Iterable[tuple[str, str]]:
    for text in texts or []:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise typer.BadParameter(f'"{text}" must be KEY=VALUE')
        yield key, value


def _by_step(texts: list[str] | None) -> dict[str, dict[str, float | str]]:
    found: dict[str, dict[str, float | str]] = {}
    for told, value in _pairs(texts):
        # a key holds colons of its own
        step, colon, what = told.rpartition(":")
        if not colon or not step:
            raise typer.BadParameter(f'"{told}={value}" must be STEP:WHAT=VALUE, such as 2:seconds=40')
        found.setdefault(step, {})[what] = value if what == "error" else _number(value)
    return found


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text
