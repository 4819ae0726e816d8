"""One page a strategy, from its module's docstring and one of its cases: the harm as written, the steps, the way back.

``python -m bench.strategy_pages`` writes ``docs/strategies``; a test compares them with what is generated.
"""

import importlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

import anyio

from server import pipeline
from server.model.answer import Generated
from server.model.impact import Impact, Observation
from server.model.plan import Script, Step
from server.postgres.shadow import Shadow
from server.render.sql_files import loss_text
from tests.cases_runner import CASES, Case, services_in, told
from tests.postgres_majors import folder_of

PAGES = Path(__file__).parent.parent / "docs" / "strategies"
MAJOR = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page is made from."""

    title: str
    module: str
    """Of ``server.plan.strategies``; its docstring says what is done and what is not."""
    case: str
    """Folder below ``tests/cases``."""

    @property
    def name(self) -> str:
        """Of the file, without its ending."""
        return self.title.lower().replace(" ", "-")


ALL = (
    Page(title="Add a column", module="add_column", case="add_column/volatile_default"),
    Page(title="Add an identity column", module="add_identity", case="add_column/identity"),
    Page(title="Set a column NOT NULL", module="set_not_null", case="set_not_null/with_nulls"),
    Page(title="Change a type", module="change_type", case="change_type/numeric_scale"),
    Page(title="Change a type in a partitioned table", module="change_type", case="change_type/of_a_partitioned_table"),
    Page(title="Widen an integer key", module="change_type", case="change_type/key_with_references"),
    Page(title="Rename a column", module="rename_column", case="rename_column/ordinary"),
    Page(title="Rename a table", module="rename_table", case="rename_table/ordinary"),
    Page(title="Move a table to another schema", module="rename_table", case="rename_table/to_another_schema"),
    Page(title="Drop a column", module="drop_column", case="drop_column/ordinary"),
    Page(title="Drop a table", module="drop_table", case="drop_table/ordinary"),
    Page(title="Create an index", module="create_index", case="create_index/ordinary"),
    Page(title="Index a partitioned table", module="partitioned_index", case="create_index/partitioned"),
    Page(title="Drop an index", module="drop_index", case="drop_index/ordinary"),
    Page(title="Add a foreign key", module="add_constraint", case="add_foreign_key/ordinary"),
    Page(
        title="Add a foreign key below a partitioned table",
        module="partitioned_foreign_key",
        case="add_foreign_key/partitioned",
    ),
    Page(title="Add a check", module="add_constraint", case="add_check/ordinary"),
    Page(title="Add a unique constraint", module="add_constraint", case="add_unique/ordinary"),
    Page(title="Make a partitioned table unique", module="partitioned_unique", case="add_unique/partitioned"),
    Page(title="Add an exclusion constraint", module="rebuild_a_table", case="add_exclusion/ordinary"),
    Page(
        title="Add a stored generated column",
        module="rebuild_a_table",
        case="add_column/generated_stored_and_indexed",
    ),
    Page(title="Give a generated column another expression", module="rebuild_a_table", case="change_expression/stored"),
    Page(title="Add a column of a domain with rules", module="rebuild_a_table", case="add_column/domain_and_enum"),
    Page(title="Replace a constraint", module="replace_constraint", case="replace_constraint/check"),
    Page(title="Replace a primary key", module="replace_constraint", case="replace_constraint/primary_key"),
    Page(
        title="Partition a table",
        module="partition_a_table",
        case="partition_a_table/list_with_new_table_first",
    ),
    Page(
        title="Make a partitioned table one again", module="partition_a_table", case="partition_a_table/one_table_again"
    ),
    Page(title="Replace an index", module="replace_index", case="replace_index/unique_and_partial"),
    Page(title="Attach a partition", module="attach_partition", case="attach_partition/range_with_default"),
    Page(
        title="Detach a partition",
        module="detach_partition",
        case="detach_partition/hostile_with_keys_and_triggers",
    ),
    Page(title="Drop a partition", module="drop_table", case="drop_table/partition"),
    Page(title="Change rows", module="change_rows", case="change_rows/update_with_key"),
    Page(title="Split or merge columns", module="change_rows", case="change_rows/split_a_column"),
    Page(title="Move columns to another table", module="move_columns", case="move_columns/to_rows_that_refer_to_it"),
    Page(title="Split a table", module="split_table", case="split_table/only_rows_with_a_value"),
    Page(title="Delete rows", module="change_rows", case="change_rows/delete_with_key"),
    Page(title="Change a default", module="change_default", case="change_default/set_change_and_drop"),
    Page(
        title="Replace a materialized view",
        module="replace_objects",
        case="replace_objects/materialized_view_with_dependents",
    ),
    Page(
        title="Replace views and functions",
        module="replace_objects",
        case="replace_objects/views_functions_and_triggers_hostile",
    ),
    Page(title="Replace triggers", module="replace_objects", case="replace_objects/triggers_and_views_in_place"),
    Page(title="Change rights", module="change_rights", case="change_rights/policies_and_privileges"),
    Page(title="Add labels to an enum", module="enum_labels", case="objects/enum_value_added"),
    Page(title="Rename labels of an enum", module="enum_labels", case="enum_labels/renamed"),
    Page(title="Take labels from an enum", module="replace_enum", case="enum_labels/mapped_by_decision"),
    Page(
        title="Change the constraints of a domain",
        module="domain_constraint",
        case="domains/every_change",
    ),
)


async def page_text(page: Page, shadow: Shadow, folder: Path) -> str:
    """The page as it is generated now."""
    case = Case.read(CASES / page.case)
    (folder / "schema.sql").write_text(case.schema)
    services = services_in(folder, shadow)
    impact = await pipeline.analyze_impact(services, database="schema.sql", change=case.change, progress=told)
    generated = await pipeline.generate_migration(
        services,
        database="schema.sql",
        change=case.change,
        desired_schema="",
        name=page.title,
        reason="",
        decisions=case.decisions,
        progress=told,
    )
    module = importlib.import_module(f"server.plan.strategies.{page.module}")
    return "\n".join([*_head(page, module.__doc__ or "", case), *_harm(impact), *_plan(generated)]) + "\n"


def _head(page: Page, doc: str, case: Case) -> list[str]:
    return [
        f"# {page.title}",
        "",
        f"<!-- python -m bench.strategy_pages, from strategies/{page.module}.py and tests/cases/{page.case} -->",
        "",
        doc.strip(),
        "",
        "```sql",
        case.schema.strip(),
        "",
        "-- the change",
        case.change.strip(),
        "```",
        "",
    ]


def _harm(impact: Impact) -> list[str]:
    lines = ["## As written", "", f"Seen on PostgreSQL {MAJOR}, statement by statement:", ""]
    return [*lines, *(f"- {_seen(each)}" for each in impact.observations), ""]


def _seen(seen: Observation) -> str:
    locks = ", ".join(f"{lock.mode.label} on `{lock.table}`" for lock in seen.locks) or "no lock on a table"
    work = [("writes anew", seen.rewritten), ("reads all of", seen.scanned), ("builds", seen.built)]
    done = [f"{what} {', '.join(f'`{one}`' for one in names)}" for what, names in work if names]
    return "; ".join([f"statement {seen.statement} takes {locks}", *done])


def _plan(generated: Generated) -> list[str]:
    plan = generated.plan
    lines = ["## Steps", "", "| phase | step | strongest lock | why |", "| --- | --- | --- | --- |"]
    for phase in plan.phases:
        lines += [f"| {phase.name} | {_cell(s.title)} | {_lock(s.up)} | {_cell(s.reason)} |" for s in phase.steps]
    lines += ["", "## Way back", "", "| phase | undoes | strongest lock |", "| --- | --- | --- |"]
    for phase in reversed(plan.phases):
        back: list[Step] = [step for step in reversed(phase.steps) if step.down.commands]
        lines += [f"| {phase.name} | {_cell(step.title)} | {_lock(step.down)} |" for step in back]
    lines += ["", *(f"- Not restored by itself: {loss_text(loss)}." for loss in plan.losses)]
    lines += [*([] if plan.losses else ["Nothing is named that it does not restore."]), "", "## Limits", ""]
    remaining = [hazard for hazard in plan.hazards if not hazard.avoided]
    left = [f"- `{each.code}` of {each.object}: {each.effect} {each.remedy}" for each in remaining]
    return [*lines, *(left or ["None that the shadow showed."])]


def _lock(script: Script) -> str:
    if not script.claim.lock:
        return "none"
    work = "".join(
        f", {what}" for what, holds in (("rewrites", script.claim.rewrites), ("reads all", script.claim.scans)) if holds
    )
    return f"{script.claim.lock.label}{work}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


async def write() -> None:
    """All pages anew, and their list."""
    PAGES.mkdir(exist_ok=True)
    async with Shadow(folder_of(MAJOR)) as shadow:
        for page in ALL:
            with tempfile.TemporaryDirectory() as folder:
                (PAGES / f"{page.name}.md").write_text(await page_text(page, shadow, Path(folder)))
    (PAGES / "README.md").write_text(index())


def index() -> str:
    """The list of all pages."""
    return "\n".join(["# Strategies", "", *(f"- [{page.title}]({page.name}.md)" for page in ALL)]) + "\n"


if __name__ == "__main__":
    anyio.run(write)
