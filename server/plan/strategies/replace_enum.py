"""Take labels from an enum, or put them in another order: the columns get a type made anew, while all are used.

PostgreSQL has no DROP VALUE. As people write it, another type is made, each column is changed to it by ALTER TABLE …
TYPE … USING, which writes the whole table anew while nobody may read it, and the old type is dropped.

The plan makes the new type beside the old one, under a name of its own, and gives each column of the old type one of
the new type, which a trigger fills on every write and batches for the rows that are there. A write of a label that
goes must not fail before contract: where neither USING nor a decision says what it becomes, it leaves the new column
null. Contract begins by refusing such writes, and stops while a row holds such a label. Then columns and types take
over the names in one brief transaction over all tables.

The way back fills the old columns from the new ones where that is all they held: when labels are only moved, or taken
away that no row holds. Otherwise the old values come from an archive. The old type is kept in the reserved schema.

It runs as written where anything but plain columns of ordinary tables with a key uses one of the types: a function, a
view, a domain, a partitioned table, a primary or foreign key.
https://www.postgresql.org/docs/18/datatype-enum.html#DATATYPE-ENUM-IMPLEMENTATION-DETAILS
"""

import re
from collections.abc import Iterator

from server.grammar import with_types
from server.model.catalog import PG_TYPE, Column, Enum
from server.model.labels import keeps_labels
from server.model.names import column_path, identifier, literal
from server.model.operation import ChangeColumnType, ChangeOther, ChangeRows, CreateObject, DropObject, Operation
from server.model.plan import Check, Decision, Hazard
from server.plan.column_replacement import build_new_column, swap_step
from server.plan.column_swap import ColumnSwap, plan_swap
from server.plan.context import Context
from server.plan.ddl import one_statement
from server.plan.enum_replacement import NAME, EnumReplacement
from server.plan.fragment import Fragment, Rank, StepMaker, in_transaction
from server.plan.hazards.compatibility import (
    labels_come_late,
    labels_go,
    labels_move,
    sessions_know_the_old_type,
)
from server.plan.old_column import remove_old_column
from server.plan.rules import NO_TABLE
from server.plan.type_swap import TypeSwap, plan_type_swap

_NONE = "none"
"""The answer that no row holds a label."""
_CONSTANT = re.compile(r"\s*'(?:[^']|'')*'\s*")


def parts_of_replacement(context: Context, replacements: tuple[EnumReplacement, ...]) -> dict[int, Fragment]:
    """By the identity of an operation: all steps for an enum that is created, none for what else belongs to it."""
    return {
        id(operation): fragment
        for each in replacements
        for operation in context.operations
        if (fragment := _part(context, operation, each)) is not None
    }


def _part(context: Context, operation: Operation, replacement: EnumReplacement) -> Fragment | None:
    match operation:
        case CreateObject(after=Enum(oid=oid)) if oid == replacement.after.oid:
            return _replace(context, replacement)
        case DropObject(before=Enum(oid=oid)) if oid == replacement.before.oid:
            return Fragment()
        case ChangeColumnType() if any(operation is each for each in replacement.columns):
            return Fragment()
        case ChangeOther() if _is_of_type(context, replacement, operation):
            return Fragment()
        case _:
            return None


def _is_of_type(context: Context, replacement: EnumReplacement, operation: ChangeOther) -> bool:
    """Whether it is a privilege or owner of the new type, which that gets as it takes over."""
    other = context.after.others.get((operation.kind, operation.identity))
    return other is not None and other.part_of == (PG_TYPE, replacement.after.oid, 0)


def _replace(context: Context, replacement: EnumReplacement) -> Fragment:
    types = plan_type_swap(context, replacement.before, replacement.after)
    maker = _maker(context, replacement.path, replacement.statement)
    kept = any(map(_keeps_labels, replacement.columns))
    decisions = tuple(_decision(context, replacement, label) for label in replacement.removed) if kept else ()
    fresh = types.made == types.after.name
    making = maker.step(
        "create",
        phase="expand",
        rank=Rank.LABELS,
        title=f"Create {types.made} beside {types.before.name}",
        reason="Nothing uses it yet." if fresh else "It has another name until the old type gives up its own.",
        up=in_transaction(*types.create(), *_tried(types, decisions), claim=NO_TABLE),
        down=in_transaction(types.drop(), claim=NO_TABLE),
    )
    putting_away = maker.step(
        "put_away",
        phase="contract",
        rank=Rank.OLD_COLUMNS,
        title=f"Move the old type out of sight, to {types.put_away}",
        reason="No column has it any more; the way back needs it, and so does an archive of its values.",
        up=in_transaction(*types.put_old_away(), claim=NO_TABLE),
        down=in_transaction(*types.bring_old_back(), claim=NO_TABLE),
    )
    made = []
    for change in replacement.columns:
        path = column_path(change.table.name, change.before.name)
        answers = decisions if _keeps_labels(change) else ()
        swap = _swap(context, change, types, replacement, answers)
        made.append((_maker(context, path, change.statement), swap))
    until = sum((build_new_column(context, each, swap) for each, swap in made), start=Fragment())
    since = sum((remove_old_column(context, each, swap) for each, swap in made), start=Fragment())
    tables = {change.table.oid: change.table for change in replacement.columns}.values()
    choices = tuple(choice for table in tables for choice in context.choices(NAME, table))
    return (
        Fragment(steps=(making,), decisions=decisions, hazards=tuple(_hazards(replacement)), choices=choices)
        + until
        + Fragment(steps=(swap_step(context, maker, tuple(swap for _, swap in made)),))
        + since
        + Fragment(steps=(putting_away,))
    )


def _tried(types: TypeSwap, decisions: tuple[Decision, ...]) -> Iterator[str]:
    """Has PostgreSQL read the labels that were decided on, before any row needs them."""
    for each in decisions:
        if each.chosen is not None and _CONSTANT.fullmatch(each.chosen):
            yield one_statement(f"PERFORM ({each.chosen})::text::{types.made}")


def _maker(context: Context, path: str, statement: int) -> StepMaker:
    return StepMaker(operation=NAME, object=path, statement=statement, policy=context.policy)


def _keeps_labels(change: ChangeColumnType) -> bool:
    return change.using is not None and keeps_labels(change.using, change.before.name)


def _decision(context: Context, replacement: EnumReplacement, label: str) -> Decision:
    columns = ", ".join(column_path(o.table.name, o.before.name) for o in replacement.columns if _keeps_labels(o))
    key, own = f"label:{replacement.after.name}.{identifier(label)}", literal(label).strip()
    return Decision(
        key=key,
        question=f"What do rows get that hold {own} in {columns}? A label as SQL, or NULL; or {_NONE}, where no row "
        "holds it: then contract waits until that is so.",
        example=literal(replacement.after.labels[0]).strip(),
        chosen=context.decisions.get(key),
    )


def _swap(
    context: Context,
    change: ChangeColumnType,
    types: TypeSwap,
    replacement: EnumReplacement,
    decisions: tuple[Decision, ...],
) -> ColumnSwap:
    answers = dict(zip(replacement.removed, (each.chosen for each in decisions), strict=False))
    mapped = {label: said for label, said in answers.items() if said is not None and said != _NONE}
    kept = _keeps_labels(change)
    before, after = types.old_column(change.before), types.new_column(change.after)
    if kept:
        using, since = (_relabelled(change.before, mapped, name) for name in (after.type, change.after.type))
    else:
        old, new = change.enum_names[types.before.oid], change.enum_names[types.after.oid]
        written = change.using or identifier(change.before.name)
        using = with_types(written, {old: types.before.name, new: types.made})
        since = with_types(written, {old: types.kept, new: types.after.name})
    gone = tuple(label for label in replacement.removed if label not in mapped) if kept else ()
    return plan_swap(
        context,
        change.table,
        before,
        after,
        using,
        using_since=since,
        types=types,
        exact=kept and not mapped and set(answers.values()) <= {_NONE} and not replacement.added,
        before_last_look=_held_by_no_row(change, gone) if gone else (),
    )


def _relabelled(column: Column, mapped: dict[str, str], type_name: str) -> str:
    """The value by its label, but for labels that become others."""
    own = identifier(column.name)
    labels = {literal(label).strip(): f"({said})::text" for label, said in mapped.items()}
    if column.is_array:
        value = f"{own}::text[]"
        for label, said in labels.items():
            value = f"array_replace({value}, {label}, {said})"
        return f"{value}::{type_name}"
    if not labels:
        return f"{own}::text::{type_name}"
    cases = " ".join(f"WHEN {label} THEN {said}" for label, said in labels.items())
    return f"(CASE {own}::text {cases} ELSE {own}::text END)::{type_name}"


def labels_held_by_no_row(context: Context, replacements: tuple[EnumReplacement, ...]) -> tuple[Check, ...]:
    """What must hold before enums are replaced as written: else one of the later statements fails, and not the first.

    Nothing is told of tables that get another name on the way or whose rows the change writes, nor where USING says
    what labels become.
    """
    written = {each.table.oid for each in context.operations if isinstance(each, ChangeRows) and each.table}
    return tuple(
        check
        for each in replacements
        for change in each.columns
        if each.removed and _keeps_labels(change) and _keeps_its_name(context, change)
        if change.table.oid not in written
        for check in _held_by_no_row(change, each.removed)
    )


def _keeps_its_name(context: Context, change: ChangeColumnType) -> bool:
    before, after = (catalog.tables.get(change.table.oid) for catalog in (context.before, context.after))
    named = before is not None and after is not None and before.name == after.name == change.table.name
    return named and change.before.name == change.after.name


def _held_by_no_row(change: ChangeColumnType, labels: tuple[str, ...]) -> tuple[Check, ...]:
    table, own = change.table.name, identifier(change.before.name)
    listed = ", ".join(literal(label).strip() for label in labels)
    # as text, so that it can be asked of either type
    holds = f"{own}::text[] && ARRAY[{listed}]" if change.before.is_array else f"{own}::text IN ({listed})"
    return (
        Check(
            condition=f"NOT EXISTS (SELECT FROM {table} WHERE {holds})",
            message=f"rows of {table} hold {listed} in {own}, which the type loses: give them another value first; "
            f"SELECT {own}, count(*) FROM {table} WHERE {holds} GROUP BY 1 counts them",
        ),
    )


def _hazards(replacement: EnumReplacement) -> Iterator[Hazard]:
    before, after = replacement.before.labels, replacement.after.labels
    yield sessions_know_the_old_type(replacement.path)
    if replacement.removed:
        yield labels_go(replacement.path, ", ".join(literal(each).strip() for each in replacement.removed))
    if replacement.added:
        yield labels_come_late(replacement.path, ", ".join(literal(each).strip() for each in replacement.added))
    if [each for each in before if each in after] != [each for each in after if each in before]:
        yield labels_move(replacement.path)
