"""From operations to a plan: each operation's strategy, in phases and in an order that works."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from server.model.catalog import Enum, Table, View
from server.model.change import Statement
from server.model.names import literal
from server.model.operation import (
    ChangeColumn,
    ChangeOther,
    ChangeTable,
    CreateObject,
    CreateTable,
    DropObject,
    DropTable,
    Operation,
    RenameTable,
)
from server.model.plan import PHASES, Check, Deploy, Gauge, Hazard, Phase, PhaseName
from server.plan.as_written import as_written, fills_what_it_creates, is_maintenance, phase_of, together
from server.plan.choice import has_strategy, strategy_for
from server.plan.context import Context
from server.plan.deploys import deploys
from server.plan.enum_replacement import EnumReplacement, enum_replacements, why_as_written
from server.plan.fragment import Fragment, PlacedCheck, PlacedStep
from server.plan.groups import Group, find_groups
from server.plan.one_pass import in_one_pass
from server.plan.rollback_triggers import rollback_triggers
from server.plan.row_decisions import row_decisions
from server.plan.strategies.partition_a_table import partition_a_table
from server.plan.strategies.rebuild_a_table import rebuild_a_table
from server.plan.strategies.replace_constraint import part_of_replacement
from server.plan.strategies.replace_enum import labels_held_by_no_row, parts_of_replacement
from server.plan.strategies.replace_index import part_of_index_replacement
from server.plan.table_replacement import Replacement

_ENUM_AS_WRITTEN = "An enum is replaced by another, which runs as written:"
NO_STRATEGY = "There is no strategy for it: it runs as written, with what was observed on the shadow."


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Phases with what the reader must know, before anything was rehearsed."""

    phases: tuple[Phase, ...]
    fragment: Fragment
    rollback_triggers: tuple[Gauge, ...]
    deploys: tuple[Deploy, ...]


def draft_plan(context: Context, unfit: frozenset[int] = frozenset(), why: str = "") -> Draft:
    """The operations' strategies put together; statements with a part that has none run as written.

    Args:
        context: The change as it was seen.
        unfit: Statements whose strategies were seen not to fit together, and why: they run as written too.
    """
    context = _without_rebuilds(context, unfit)
    enum_swaps, around = enum_replacements(context), frozenset[int]()
    if reason := why_as_written(context, enum_swaps):
        around = _statements_of_enums(context, enum_swaps)
        why = f"{why} {_ENUM_AS_WRITTEN} {reason}".strip()
        if around >= {operation.statement for operation in context.operations}:
            return draft_as_written(context, why)
        enum_swaps, unfit = (), unfit | around
    enums = parts_of_replacement(context, enum_swaps)
    replaced = [each for each in context.replacements if not each.obstacle]
    operations = [o for o in context.operations if not any(o in each.parts for each in replaced)]
    others = {id(operation) for operation in operations if id(operation) not in enums}
    groups = [each for each in find_groups(context) if all(id(member) in others for member in each.members)]
    grouped = {id(member): each for each in groups for member in each.members}
    planned = grouped.keys() | enums.keys()
    if any(o.statement in unfit for o in context.operations if id(o) in enums or o not in operations):
        return draft_as_written(context, why)
    direct = {o.statement for o in operations if id(o) not in planned and not has_strategy(context, o)} | unfit
    direct |= {
        number
        for number, statement in context.statements.items()
        if is_maintenance(context, statement) and not _is_of_passing_names(context, number)
    }
    direct |= {number for number, each in context.statements.items() if fills_what_it_creates(context, each)}
    direct |= _forerunners(context, direct)
    direct = _with_whole_groups(direct, groups)
    context = replace(context, direct=frozenset(direct))
    fragments = [_replaced(context, each) for each in context.replacements]
    for operation in operations:
        if operation.statement in direct:
            continue
        if (group := grouped.get(id(operation))) is not None:
            fragments += [group.planned()] if group.members[0] is operation else []
        else:
            replacing = (
                enums.get(id(operation))
                or part_of_replacement(context, operation)
                or part_of_index_replacement(context, operation)
            )
            fragments.append(strategy_for(context, operation) if replacing is None else replacing)
    phase: PhaseName = "expand"
    found = enum_replacements(context)
    replaced_directly = tuple(each for each in found if any(o.statement in direct for o in each.columns))
    runs = together(context, [context.statements[number] for number in sorted(direct)])
    checked = _first_of_enums(context, runs, replaced_directly)
    for run in runs:
        # what is written later may need what is written earlier, so it never runs in an earlier phase
        numbers = {statement.number for statement in run}
        # a type whose name changes hands must do so in the phase of its columns
        numbers |= around if numbers & around else set()
        phase = max(phase, *(phase_of(context, context.statements[each]) for each in numbers), key=PHASES.index)
        if is_maintenance(context, run[0]) or any(fills_what_it_creates(context, each) for each in run):
            phase = max((phase, *_phases_before(run[0].number, fragments)), key=PHASES.index)
        reason = why if unfit & numbers else NO_STRATEGY
        written = as_written(context, run, reason, phase=phase)
        fragments.append(_refused_early(context, written, replaced_directly) if run is checked else written)
    return _compose(context, fragments)


def _first_of_enums(
    context: Context, runs: list[list[Statement]], replacements: tuple[EnumReplacement, ...]
) -> list[Statement] | None:
    """The first run that has a part in replacing the enums."""
    numbers = _statements_of_enums(context, replacements) if replacements else frozenset()
    return next((run for run in runs if any(each.number in numbers for each in run)), None)


def _refused_early(context: Context, written: Fragment, replacements: tuple[EnumReplacement, ...]) -> Fragment:
    """The fragment with a look, before its first step, whether rows hold labels that are to go."""
    first, *others = written.steps
    up = replace(first.step.up, before=(*labels_held_by_no_row(context, replacements), *first.step.up.before))
    return replace(written, steps=(replace(first, step=replace(first.step, up=up)), *others))


def _statements_of_enums(context: Context, replacements: tuple[EnumReplacement, ...]) -> frozenset[int]:
    """Those that replace the enums, with what they take away and make again around that.

    With them go those of which nothing is left to see, such as a rename of what is dropped later, unless they meet a
    table that another takes the place of.
    """
    keys = {change.before.key for each in replacements for change in each.columns}
    standing = {d.oid for d in context.before.dependencies if (d.table_oid, d.column_number) in keys}
    views = {view.name for view in context.before.views.values() if view.oid in standing}
    ends = {oid for each in replacements for oid in (each.before.oid, each.after.oid)}
    own = {change.statement for each in replacements for change in each.columns}
    for operation in context.operations:
        match operation:
            case CreateObject(after=Enum(oid=oid)) | DropObject(before=Enum(oid=oid)) if oid in ends:
                own.add(operation.statement)
            case CreateObject(after=View(name=name)) | DropObject(before=View(name=name)) if name in views:
                own.add(operation.statement)
            case _:
                pass
    told = {operation.statement for operation in context.operations}
    replaced = [each.before.name.sql for each in context.replacements]
    silent = {n for n in context.statements.keys() - told if not any(_locks(context, n, name) for name in replaced)}
    return frozenset(own | silent)


def _with_whole_groups(direct: set[int], groups: list[Group]) -> set[int]:
    """The statements, with all of each group that one of them is part of, and so of groups that share one with that."""
    wholes = [{member.statement for member in each.members} for each in groups]
    found = direct.union(*(whole for whole in wholes if whole & direct))
    return found if found == direct else _with_whole_groups(found, groups)


def _forerunners(context: Context, direct: set[int]) -> set[int]:
    """Statements that set a part of what a later one sets, such as one option of a table beside another.

    The difference as a whole is told of the last of them.
    """
    caused = {operation.statement for operation in context.operations}
    found: set[int] = set()
    for operation in context.operations:
        if operation.statement in direct and isinstance(operation, ChangeTable | ChangeColumn):
            name = operation.before.name.sql if isinstance(operation, ChangeTable) else operation.table.name.sql
            found |= {
                number
                for number in context.statements.keys() - caused
                if number < operation.statement and _locks(context, number, name)
            }
    return found


def _locks(context: Context, number: int, table: str) -> bool:
    seen = context.observations.get(number)
    return seen is not None and any(lock.table == table for lock in seen.locks)


def _is_of_passing_names(context: Context, number: int) -> bool:
    """Whether all tables the statement locks have names that only the change as written has on its way."""
    seen = context.observations.get(number)
    tables = (*context.before.tables.values(), *context.after.tables.values())
    lasting, locks = {table.name.sql for table in tables}, seen.locks if seen else ()
    return bool(context.replacements and locks) and not any(lock.table in lasting for lock in locks)


def _phases_before(number: int, fragments: list[Fragment]) -> list[PhaseName]:
    """Phases in which what is written earlier runs."""
    return [placed.phase for each in fragments for placed in each.steps if placed.step.statement < number]


def draft_as_written(context: Context, reason: str) -> Draft:
    """Every statement as written, one step each: for changes whose strategies do not fit together."""
    statements = list(context.statements.values())
    phase = max((phase_of(context, statement) for statement in statements), key=PHASES.index)
    runs = together(context, statements)
    fragments = [as_written(context, run, reason, phase=phase) for run in runs]
    fragments[0] = _refused_early(context, fragments[0], enum_replacements(context))
    return _compose(
        context, [*fragments, *(_replaced(context, each) for each in context.replacements if each.obstacle)]
    )


def _without_rebuilds(context: Context, unfit: frozenset[int]) -> Context:
    """The context without tables made anew of which a part runs as written."""
    kept = (e for e in context.replacements if e.rebuilt is None or not any(p.statement in unfit for p in e.parts))
    return replace(context, replacements=tuple(kept))


def _replaced(context: Context, replacement: Replacement) -> Fragment:
    strategy = partition_a_table if replacement.rebuilt is None else rebuild_a_table
    return strategy(context, replacement)


def _compose(context: Context, fragments: list[Fragment]) -> Draft:
    whole = sum(map(_with_moments, fragments), start=Fragment(decisions=tuple(row_decisions(context))))
    phases = tuple(
        Phase(name=name, steps=tuple(p.step for p in in_one_pass(sorted(_of(whole, name), key=_order))))
        for name in PHASES
        if _of(whole, name)
    )
    hazards: Mapping[tuple[str, str], Hazard] = {(h.code, h.object): h for h in whole.hazards}
    merged = replace(whole, hazards=tuple(hazards.values()))
    return Draft(
        phases=_with_prerequisites(context, phases, whole.vacant),
        fragment=merged,
        rollback_triggers=rollback_triggers(context, phases),
        deploys=deploys(context, phases),
    )


def _with_moments(fragment: Fragment) -> Fragment:
    """The fragment, each of its losses with the phase from which on it is met: expand alone only adds."""
    phases = {placed.phase for placed in fragment.steps}
    since = next((name for name in (*PHASES[1:], PHASES[0]) if name in phases), None)
    return replace(fragment, losses=tuple(replace(loss, since=loss.since or since) for loss in fragment.losses))


def _with_prerequisites(
    context: Context, phases: tuple[Phase, ...], vacant: tuple[PlacedCheck, ...]
) -> tuple[Phase, ...]:
    """The phases, the first of which begins with a look whether the database is as the plan needs it."""
    if not phases:
        return phases
    first, *others = phases[0].steps
    begins = phases[0].name
    # what the first phase makes itself is there when its file is run again
    free = [each.check for each in vacant if each.phase is None or PHASES.index(each.phase) > PHASES.index(begins)]
    up = replace(first.up, before=(*_required_tables(context), *free, *first.up.before))
    return (replace(phases[0], steps=(replace(first, up=up), *others)), *phases[1:])


def _required_tables(context: Context) -> tuple[Check, ...]:
    # A table that goes or moves may be gone when a file is run again after a failure.
    stays = context.after.tables
    touched = {table.oid for operation in context.operations if (table := _table_of(operation)) is not None}
    names = sorted(
        table.name
        for oid, table in context.before.tables.items()
        if oid in touched and oid in stays and stays[oid].name == table.name
    )
    return tuple(
        Check(
            condition=f"pg_catalog.to_regclass({literal(name.sql)}) IS NOT NULL",
            message=f"required table {name} does not exist: is this the database the plan was made for?",
        )
        for name in names
    )


def _table_of(operation: Operation) -> Table | None:
    match operation:
        case CreateTable() | DropTable() | RenameTable() | ChangeTable() | ChangeOther():
            return None
        case _:
            return operation.table


def _of(fragment: Fragment, phase: str) -> list[PlacedStep]:
    return [placed for placed in fragment.steps if placed.phase == phase]


def _order(placed: PlacedStep) -> int:
    return placed.rank
