"""Replies for a person at a terminal: the same content as ``--json``, as tables."""

import re
from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from server.tools.shapes import (
    CheckedShape,
    ComparisonShape,
    DecisionShape,
    DryRunReply,
    HazardShape,
    ImpactReply,
    InspectionReply,
    LessonsReply,
    LossShape,
    PlanReply,
    RecallReply,
    RecordReply,
    RememberedShape,
    RollbackReply,
    Shape,
    TableShape,
    TargetShape,
    VerdictShape,
)

# Names and comments come from databases; an escape sequence in one would drive the reader's terminal.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_DIFFERS = "Not as in the target"


def show(reply: Shape, console: Console) -> None:
    """Print a reply."""
    for part in _parts(reply):
        console.print(part)


def plain(text: str) -> str:
    """The text with a mark in place of each control character."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def _parts(reply: Shape) -> Iterable[RenderableType]:
    match reply:
        case InspectionReply():
            return _inspection(reply)
        case ImpactReply():
            return _impact(reply)
        case PlanReply():
            return _plan(reply)
        case RollbackReply():
            return _rollback(reply)
        case DryRunReply():
            return _dry_run(reply)
        case RecordReply():
            return [*_target(reply.target), *_list("Remembered", reply.observations), *_end([], reply.next)]
        case RecallReply():
            head = _target(reply.target) if reply.target else []
            lessons = _list("Lessons", reply.lessons)
            return [*head, *lessons, *_remembered(reply.remembered), *_end(reply.more, reply.next)]
        case LessonsReply():
            return _lessons(reply)
        case _:
            return [Text(plain(str(reply)))]


def _inspection(reply: InspectionReply) -> Iterable[RenderableType]:
    yield from _target(reply.target)
    if reply.comparison is not None:
        yield from _comparison(reply.comparison)
        yield from _end(reply.more, reply.next)
        return
    tables = reply.tables or []
    rows = [(t.name, _rows(t.rows_estimate), _size(t.size_bytes), t.column_count, t.comment) for t in tables]
    yield from _table(f"Tables ({len(tables)} of {reply.total_tables})", "Table Rows Size Columns Comment", rows)
    for table in tables:
        yield from _columns(table)
    findings = [(f.code, f.object, f.text, f.remedy) for f in reply.findings]
    yield from _table("Worth acting on", "Finding Object What Remedy", findings)
    yield from _list(_DIFFERS, reply.shadow_differs)
    yield from _end(reply.more, "")


def _comparison(comparison: ComparisonShape) -> Iterable[RenderableType]:
    yield from _target(comparison.there)
    yield _line(comparison.summary, "bold green" if comparison.equal else "bold yellow")
    for each in comparison.objects:
        title = f"{each.object}, only {each.only}" if each.only else each.object
        lines = [f"only here: {line}" for line in each.here] if not each.only else each.here
        lines += [f"only there: {line}" for line in each.there] if not each.only else each.there
        yield _line(title, "bold")
        yield from _list("", [*lines, *each.differs])
    yield from _decisions("Possible renames", comparison.possible_renames)
    yield from _list("Other order of columns", comparison.column_order)
    if comparison.sql:
        yield _line("SQL that makes here what is there", "bold")
        yield Syntax(plain("\n".join(comparison.sql)), "sql", background_color="default", word_wrap=True)
    yield from _list("Not compared", comparison.not_compared)


def _decisions(title: str, decisions: Sequence[DecisionShape]) -> Iterable[RenderableType]:
    rows = [
        (
            each.key,
            each.question,
            "\n".join(f"{other.answer} ({other.likeness:g})" for other in each.candidates) or each.example,
            each.assumed,
            each.count,
            each.estimate,
        )
        for each in decisions
    ]
    return _table(title, "Key Question Answers Unless_decided Count Estimate", rows)


def _columns(table: TableShape) -> Iterable[RenderableType]:
    rows = [
        (c.name, c.type, "not null" if c.not_null else "", c.default or c.generated, c.references)
        for c in table.columns
    ]
    yield from _table(table.name, "Column Type Null Default References", rows)
    for title in ("indexes", "foreign_keys", "checks", "triggers", "dependents"):
        yield from _list(title.replace("_", " ").capitalize(), getattr(table, title))


def _impact(reply: ImpactReply) -> Iterable[RenderableType]:
    yield from _target(reply.target)
    yield from _list("Operations", reply.operations)
    seen = [
        (
            each.statement,
            each.sql,
            "\n".join(each.locks),
            "\n".join(each.waits_for),
            "\n".join([*each.rewritten, *each.rebuilt_indexes]),
            "\n".join(each.scanned),
            "\n".join(f"{rows} in {table}" for table, rows in each.rows_written.items()),
        )
        for each in reply.statements
    ]
    yield from _table("Seen when run as written", "No. Statement Locks Waits_for Rewrites Scans Rows_written", seen)
    risks = [(risk.level, risk.kind, risk.object, risk.text, risk.basis) for risk in reply.risks]
    yield from _table("Risks", "Level Kind Object Risk Basis", risks)
    yield from _hazards("Hazards", reply.hazards)
    yield from _list("Dependents", reply.dependents)
    references = [(each.at, each.object, each.grade, each.excerpt) for each in reply.references]
    yield from _list("Queries that are worse off, as the planner estimates", reply.plans)
    yield from _table(f"References in code ({reply.references_total})", "Place Object Grade Text", references)
    yield from _list("Not understood", reply.not_understood)
    checklist = [(item.label, item.answer, item.basis, item.evidence) for item in reply.checklist]
    yield from _table("Checklist", "Line Answer Basis Evidence", checklist)
    yield from _list(_DIFFERS, reply.shadow_differs)
    yield from _end(reply.more, reply.next)


def _plan(reply: PlanReply) -> Iterable[RenderableType]:
    yield from _target(reply.target)
    if reply.verdict is not None:
        yield _line(f"Plan {reply.name} ({reply.plan[:12]}) in {reply.folder}", "bold")
        yield from _verdict(reply.verdict)
    yield from _list("Operations", reply.operations)
    steps = [
        (phase.phase, step.title, step.lock, step.lock_wait, step.estimate)
        for phase in reply.phases
        for step in phase.steps
    ]
    yield from _table("Steps", "Phase Step Lock Waits Time", steps)
    yield from _list("Chosen by what happened before", reply.choices)
    yield from _decisions("Open decisions", reply.open_decisions)
    yield from _losses(reply.losses)
    yield from _hazards("Hazards left", reply.hazards_left)
    yield from _list("Hazards avoided", reply.hazards_avoided)
    yield from _remembered(reply.remembered)
    yield from _list("Files", reply.files)
    yield from _end(reply.more, reply.next)


def _lessons(reply: LessonsReply) -> Iterable[RenderableType]:
    for lesson in reply.lessons:
        yield _line(lesson.text, "bold")
        yield from _list("Learned from", lesson.learned_from)
    yield from _end([], reply.next)


def _rollback(reply: RollbackReply) -> Iterable[RenderableType]:
    yield from _target(reply.target)
    if reply.checked is not None:
        yield from _checked(reply.checked)
    else:
        yield _line(f"Way back of plan {reply.plan[:12]} in {reply.folder}", "bold")
    for step in reply.steps:
        yield from _list(f"{step.phase}: {step.file}" if step.file else "Way back", step.undoes)
        yield Syntax(plain(step.sql), "sql", background_color="default", word_wrap=True)
    yield from _losses(reply.losses)
    yield from _list("Roll back when", reply.triggers)
    yield from _list("Emergency", reply.emergency)
    yield from _list("Verification", reply.verification)
    yield from _end(reply.more, reply.next)


def _checked(checked: CheckedShape) -> Iterable[RenderableType]:
    schema = "restores the schema" if checked.restores_schema else "does not restore the schema"
    rows = "restores all rows" if checked.restores_rows else "does not restore all rows"
    yield _line(f"The way back {schema} and {rows}", "bold")
    yield from _list("What it does not restore", checked.findings)


def _dry_run(reply: DryRunReply) -> Iterable[RenderableType]:
    yield from _target(reply.target)
    yield _line(f"Plan {reply.plan[:12]} on PostgreSQL {reply.server}", "bold")
    yield from _verdict(reply.verdict)
    steps = [
        (
            run.phase,
            run.step,
            "\n".join(run.locks),
            " / ".join(f"{ms:g}" for ms in run.ms),
            "\n".join([*run.rewritten, *run.scanned]),
            "\n".join(run.errors),
        )
        for run in reply.steps
    ]
    yield from _table("Steps", "Phase Step Locks Milliseconds Rewrites_and_scans Errors", steps)
    yield from _list("Without rows", reply.not_populated)
    yield from _list("Assumptions", reply.assumptions)
    yield from _list(_DIFFERS, reply.shadow_differs)
    yield from _remembered(reply.remembered)
    yield from _end(reply.more, reply.next)
    yield _line(f"Report: {reply.report}", "bold")


def _target(target: TargetShape) -> Iterable[RenderableType]:
    yield _line(
        f"{target.database} · {target.environment} · PostgreSQL {target.version}"
        f"{f', rehearsed on {target.rehearsed_on}' if target.rehearsed_on else ''} · {target.source} · schema "
        f"{target.fingerprint[:12]}",
        "bold cyan",
    )


def _verdict(verdict: VerdictShape) -> Iterable[RenderableType]:
    yield _line(verdict.summary, "bold red" if verdict.status == "disproven" else "bold green")
    yield from _list("Findings", verdict.findings)


def _hazards(title: str, hazards: Sequence[HazardShape]) -> Iterable[RenderableType]:
    rows = [(hazard.code, hazard.object, hazard.effect, hazard.remedy) for hazard in hazards]
    return _table(title, "Hazard Object Effect Remedy", rows)


def _losses(losses: Sequence[LossShape]) -> Iterable[RenderableType]:
    rows = [(loss.object, loss.what, loss.preserved or "nowhere: gone") for loss in losses]
    return _table("What going back cannot restore by itself", "Object What Kept", rows)


def _remembered(remembered: Sequence[RememberedShape]) -> Iterable[RenderableType]:
    rows = [(each.name, each.type, "\n".join(each.observations)) for each in remembered]
    return _table("Remembered", "Entity Type Observations", rows)


def _end(more: Sequence[str], step: str) -> Iterable[RenderableType]:
    for sentence in more:
        yield _line(sentence, "yellow")
    if step:
        yield _line(f"Next: {step}", "bold")


def _table(title: str, heads: str, rows: Sequence[Sequence[object]]) -> Iterable[RenderableType]:
    if not rows:
        return
    filled = [number for number in range(len(rows[0])) if any(str(row[number]) for row in rows)]
    names = heads.split()
    table = Table(title=Text(plain(title), "bold"), title_justify="left", box=SIMPLE_HEAD)
    for number in filled:
        table.add_column(names[number].replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text(plain(str(row[number]))) for number in filled))
    yield table


def _list(title: str, items: Iterable[str]) -> Iterable[RenderableType]:
    lines = [f"  • {plain(item)}" for item in items]
    if lines:
        yield from [_line(title, "bold")] if title else []
        yield Text("\n".join(lines))


def _line(text: str, style: str) -> RenderableType:
    return Text(plain(text), style)


def _rows(estimate: int) -> str:
    return "unknown" if estimate < 0 else f"{estimate:,}"


def _size(size_bytes: int) -> str:
    size = float(size_bytes)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1024:
            return f"{size:.0f} {unit}"
        size /= 1024
    return f"{size:.1f} TB"
