"""The demo's story: each chapter does one thing for real and prints what it saw."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path

import anyio
from rich.console import Console
from rich.table import Table
from rich.text import Text

from server.configuration import load_configuration
from server.demo.production import Production, production
from server.errors import DemoError
from server.model.answer import Generated, Rehearsed
from server.model.impact import Impact, Observation
from server.model.inspection import Inspection
from server.model.lock import LockMode
from server.model.report import Report
from server.tools.pipeline_planner import open_planner
from server.tools.planner import Planner, Progress

MARK = "migration-planner.toml"
NAME = "brands as a table"
REASON = "brand names are repeated per product; prices per gram need four decimals; imports need a sku"
SKU = "backfill:public.products.sku"
SKU_VALUE = "'NO-SKU-' || external_id"
REHEARSED_ROWS = 300
REMEMBERED = 3
LOG_WIDTH = 120
"""Columns where the output is no terminal."""


def run(*, folder: Path, products: int, apply: bool) -> None:
    """Do the demo's work and leave its files.

    Args:
        folder: Where to leave them; a folder an earlier demo left is emptied first.
        products: Rows of the largest table.
        apply: Whether the files are run on the database at the end.

    Raises:
        DemoError: The folder holds other things, or psql failed.
    """
    _prepare(folder)
    console = Console()
    if not console.is_terminal:
        console = Console(width=LOG_WIDTH)
    anyio.run(_tell, console, folder, products, apply)


async def _tell(console: Console, folder: Path, products: int, apply: bool) -> None:
    async with production() as database:
        configuration = load_configuration(
            path=folder / MARK, environment={"SHOP_DATABASE_URL": database.url}, working_directory=folder
        )
        planner = open_planner(configuration)
        story = _Story(console, planner, database, folder)
        try:
            await story.tell(products, apply)
        finally:
            await planner.close()


class _Story:
    """The chapters in order, over one planner and one database."""

    def __init__(self, console: Console, planner: Planner, database: Production, folder: Path) -> None:
        self._console = console
        self._planner = planner
        self._database = database
        self._folder = folder
        self._chapters = 0

    async def tell(self, products: int, apply: bool) -> None:
        await self._load(products)
        self._show_schema(await self._inspect())
        change = (self._folder / "change.sql").read_text(encoding="utf-8")
        self._show_impact(await self._analyze(change))
        generated = await self._plan(change)
        await self._rehearse(generated)
        if apply:
            await self._apply(generated)
        await self._recall(generated)
        self._show_files(generated)

    async def _load(self, products: int) -> None:
        self._chapter("An embedded PostgreSQL plays the production database")
        with self._doing(f"loading {products:,} products"):
            await self._database.run(self._folder / "schema.sql")
            seconds = await self._database.run(self._folder / "rows.sql", products=products)
            counted = await self._database.value("SELECT count(*) FROM products")
            size = await self._database.value("SELECT pg_size_pretty(pg_database_size(current_database()))")
        self._say(f"{int(counted):,} products, {size}, loaded in {seconds:.1f} s")

    async def _inspect(self) -> Inspection:
        self._chapter("What is there (inspect_schema)")
        with self._progress() as progress:
            return await self._planner.inspect_schema(
                database="", pattern="", detail="full", limit=20, cursor="", progress=progress
            )

    def _show_schema(self, inspection: Inspection) -> None:
        target = inspection.target
        self._say(f"{target.database}, {target.environment}, PostgreSQL {target.version}, {target.fingerprint[:12]}")
        table = _table("Table", "Rows", "Columns", "Indexes")
        for each in inspection.tables:
            table.add_row(each.name, f"{each.rows_estimate:,}", str(each.column_count), str(len(each.indexes)))
        self._console.print(table)
        for finding in inspection.findings:
            self._say(f"{finding.code}: {finding.text}")

    async def _analyze(self, change: str) -> Impact:
        self._chapter("What the change would do as it is written (analyze_impact)")
        self._console.print(Text("change.sql, run on a shadow with the schema of production:", "dim"))
        with self._progress() as progress:
            return await self._planner.analyze_impact(database="", change=change, progress=progress)

    def _show_impact(self, impact: Impact) -> None:
        table = _table("Statement", "Strongest lock", "Under that lock")
        for seen in impact.observations:
            table.add_row(_first_line(seen.sql), _lock(seen), _work(seen))
        self._console.print(table)
        code = [reference for reference in impact.code.references if not reference.in_test]
        self._say(f"{len(code)} places in code use what changes:")
        for reference in code:
            place = f"{reference.component}/{reference.path}:{reference.line}"
            self._say(f"  {place}  {reference.object} ({', '.join(reference.usage)})")
        for risk in impact.risks:
            if risk.level == "high":
                self._say(f"{risk.level} risk of {risk.kind}: {risk.object}: {risk.text}")

    async def _plan(self, change: str) -> Generated:
        self._chapter("How it is done without stopping anybody (generate_migration)")
        asked = await self._generate(change, {})
        for decision in asked.plan.open_decisions:
            self._say(f"It asks: {decision.question}")
        self._say(f"We answer {SKU} = {SKU_VALUE}")
        generated = await self._generate(change, {SKU: SKU_VALUE})
        table = _table("Phase", "Step", "Lock on what exists")
        for phase in generated.plan.phases:
            for step in phase.steps:
                table.add_row(phase.name, step.title, step.up.claim.lock.label)
        self._console.print(table)
        avoided = sorted({hazard.code for hazard in generated.plan.hazards if hazard.avoided})
        left = sorted({hazard.code for hazard in generated.plan.hazards if not hazard.avoided})
        self._say(f"Hazards avoided: {', '.join(avoided) or 'none'}")
        self._say(f"Hazards left, each with its remedy in migration.md: {', '.join(left) or 'none'}")
        for loss in generated.plan.losses:
            self._say(f"Going back: {loss.object}: {loss.what}; kept in {loss.preserved or 'a backup only'}")
        return generated

    async def _generate(self, change: str, decisions: dict[str, str]) -> Generated:
        with self._progress() as progress:
            return await self._planner.generate_migration(
                database="",
                change=change,
                desired_schema="",
                name=NAME,
                reason=REASON,
                decisions=decisions,
                progress=progress,
            )

    async def _rehearse(self, generated: Generated) -> None:
        self._chapter("Up, down and up again on a shadow with rows (dry_run)")
        with self._progress() as progress:
            rehearsed = await self._planner.dry_run(
                plan=str(generated.folder), database="", change="", rows=REHEARSED_ROWS, progress=progress
            )
        self._show_rehearsal(rehearsed)

    def _show_rehearsal(self, rehearsed: Rehearsed) -> None:
        titles = {step.key: step.title for step in rehearsed.plan.steps}
        runs: dict[str, dict[str, float]] = {key: {} for key in titles}
        locks: dict[str, str] = {}
        for script in rehearsed.verdict.evidence.scripts:
            runs[script.step][script.direction] = script.duration_ms
            if script.direction == "up":
                locks[script.step] = max((lock.mode for lock in script.locks), default=LockMode.NONE).label
        table = _table("Step", "Strongest lock seen", "Up", "Down", "Up again", right={2, 3, 4})
        for key, title in titles.items():
            times = [f"{runs[key].get(each, 0):.0f} ms" for each in ("up", "down", "up again")]
            table.add_row(title, locks.get(key, ""), *times)
        self._console.print(table)
        verdict = rehearsed.verdict
        answers = {
            "The schema is the one the change asks for": verdict.equivalent,
            "Each way back restored schema and rows": verdict.reversible,
            "No lock was stronger or longer than claimed": verdict.brief,
        }
        for text, held in answers.items():
            self._say(f"{text}: {'seen' if held else 'NOT SO'}")
        for finding in verdict.findings:
            self._say(f"{finding.severity}: {finding.step}: {finding.text}")
        self._say(f"Verdict: {verdict.status}", "bold red" if verdict.status == "disproven" else "bold green")

    async def _apply(self, generated: Generated) -> None:
        self._chapter("A person runs the files on production, with psql as runbook.md says")
        took = 0.0
        for name in generated.files:
            if name.endswith(".up.sql"):
                with self._doing(name):
                    seconds = await self._database.run(generated.folder / name)
                took += seconds
                self._say(f"{name}  {seconds:.1f} s")
        query = "SELECT count(*) FROM products JOIN brands ON brands.id = products.brand_id"
        branded, without = await self._database.value(query), await self._database.value(f"{query} WHERE sku IS NULL")
        self._say(f"{int(branded):,} products have their brand in the table of brands, {without} lack a sku")
        recorded = await self._planner.record_outcome(
            plan=str(generated.folder),
            report=Report(
                status="succeeded",
                notes="The demo ran it on its own database.",
                measurements={"duration_s": round(took, 1)},
            ),
        )
        self._say(f"Recorded: {recorded.entity} succeeded (record_outcome)")

    async def _recall(self, generated: Generated) -> None:
        self._chapter("What the next plan that touches products will know (recall)")
        recalled = await self._planner.recall(query="", plan=str(generated.folder))
        for memory in recalled.recollections[:REMEMBERED]:
            self._say(f"{memory.entity} ({memory.reason}): {len(memory.observations)} facts, the last ones:")
            for text in memory.observations[-REMEMBERED:]:
                self._say(f"  {text}")

    def _show_files(self, generated: Generated) -> None:
        self._chapter(f"Where the files are: {_shown(generated.folder)}")
        for name in (*generated.files, "rehearsal.md"):
            self._say(name)
        self._say("Read migration.md first, then impact.md; a person runs the .up.sql files as runbook.md says.")

    def _chapter(self, title: str) -> None:
        self._chapters += 1
        self._console.print()
        self._console.print(Text(f"{self._chapters}. {title}", "bold cyan"))

    def _say(self, text: str, style: str = "") -> None:
        self._console.print(Text(f"   {text}", style))

    @contextmanager
    def _doing(self, text: str) -> Iterator[None]:
        with self._console.status(Text(text)):
            yield

    @contextmanager
    def _progress(self) -> Iterator[Progress]:
        with self._console.status("") as status:

            async def tell(fraction: float, doing: str) -> None:
                status.update(Text(f"{fraction:4.0%} {doing}"))

            yield tell


def _prepare(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).is_file() or not (folder / "rows.sql").is_file():
            raise DemoError(f'the folder "{folder}" holds other things than an earlier demo; move them or name another')
        shutil.rmtree(folder)
    with as_file(files("server.demo") / "shop") as shop:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(shop, folder, dirs_exist_ok=True, ignore=ignored)


def _shown(folder: Path) -> str:
    here = Path.cwd()
    return str(folder.relative_to(here) if folder.is_relative_to(here) else folder)


def _table(*heads: str, right: set[int] | None = None) -> Table:
    table = Table(box=None, padding=(0, 0, 0, 3), header_style="dim")
    for number, head in enumerate(heads):
        table.add_column(head, justify="right" if number in (right or set()) else "left", overflow="fold")
    return table


def _first_line(sql: str) -> str:
    lines = [line for line in sql.splitlines() if line.strip() and not line.startswith("--")]
    return lines[0] if len(lines) < 2 else f"{lines[0].rstrip()} ..."


def _lock(seen: Observation) -> str:
    strongest = max(seen.locks, key=lambda lock: lock.mode, default=None)
    return f"{strongest.mode.label} on {strongest.table}" if strongest else "none on what exists"


def _work(seen: Observation) -> str:
    parts = [("rewrites", seen.rewritten), ("rebuilds", seen.rebuilt), ("reads all of", seen.scanned)]
    return ", ".join(f"{verb} {', '.join(names)}" for verb, names in parts if names)
