"""Give an enum further labels, or rename labels.

Both change only the catalog. A label that is added waits for code that writes it. One that is renamed has its new name
for everybody at once: it is done in contract, when no code is left that knows the old one only, and the way back gives
it the old name again. No table is locked or read.
https://www.postgresql.org/docs/18/sql-altertype.html
"""

from collections.abc import Iterator
from dataclasses import replace

from server.model.catalog import Enum
from server.model.labels import gained, only_gains
from server.model.lock import LockMode
from server.model.names import column_path, identifier, literal
from server.model.operation import ChangeObject
from server.model.plan import Check, Claim
from server.plan.context import Context
from server.plan.ddl import if_exists
from server.plan.fragment import Fragment, Rank, StepMaker, in_transaction, one_by_one
from server.plan.hazards.compatibility import labels_renamed
from server.plan.hazards.locks import blocks_as_written


def only_adds_labels(context: Context, operation: ChangeObject) -> bool:
    """Whether ALTER TYPE … ADD VALUE carries it out, and there is a way back."""
    before, after = operation.before, operation.after
    if not isinstance(before, Enum) or not isinstance(after, Enum):
        return False
    if replace(before, labels=after.labels, label_oids=after.label_oids) != after:
        return False
    names = {catalog.enums[after.oid].name for catalog in (context.before, context.after)}
    kept = set(zip(before.label_oids, before.labels, strict=True)) <= set(
        zip(after.label_oids, after.labels, strict=True)
    )
    way_back = bool(context.reversals.get(operation.statement))
    return names == {after.name} and kept and only_gains(before.labels, after.labels) and way_back


def plan_add_labels(context: Context, operation: ChangeObject) -> Fragment:
    """One step ahead of all that uses the label, which no transaction may do before this one is committed."""
    before, after = operation.before, operation.after
    if not isinstance(before, Enum) or not isinstance(after, Enum):
        raise TypeError(f"{operation} is not about an enum")
    path = f"type {after.name}"
    maker = StepMaker(operation="add_label", object=path, statement=operation.statement, policy=context.policy)
    labels = [label for label in after.labels if label not in before.labels]
    named = ", ".join(literal(label).strip() for label in labels)
    commands = (
        f"ALTER TYPE {after.name} ADD VALUE IF NOT EXISTS {text}" for text in gained(before.labels, after.labels)
    )
    back = Claim(lock=LockMode.ACCESS_EXCLUSIVE, rewrites=True, scans=True)
    down = one_by_one(*context.reversals[operation.statement], claim=back)
    step = maker.step(
        f"add {named}",
        phase="expand",
        rank=Rank.LABELS,
        title=f"Add {named} to {path}",
        reason="Nothing uses it yet. The way back makes the type anew, as no label can be taken away.",
        up=in_transaction(*commands, claim=Claim(lock=LockMode.NONE)),
        down=replace(down, once=True, before=tuple(_unused(context, after, labels))),
    )
    used = any(column.type_oid == after.oid for column in context.before.columns.values())
    why = "the way back only, which makes the type anew; a label that nothing uses may as well stay."
    blocked = blocks_as_written(path, back.lock, why)
    return Fragment(steps=(step,), hazards=(blocked,) if used else ())


def only_renames_labels(context: Context, operation: ChangeObject) -> bool:
    """Whether labels of the enum have other names, none of which another label has before or after the change."""
    before, after = operation.before, operation.after
    if not isinstance(before, Enum) or not isinstance(after, Enum) or replace(before, labels=after.labels) != after:
        return False
    old, new = set(before.labels) - set(after.labels), set(after.labels) - set(before.labels)
    # run again, a rename must find nothing that is called so
    return not old & set(context.after.enums[after.oid].labels) and not new & set(
        context.before.enums[after.oid].labels
    )


def plan_rename_labels(context: Context, operation: ChangeObject) -> Fragment:
    """One step in contract for the label that a statement renames."""
    before, after = operation.before, operation.after
    if not isinstance(before, Enum) or not isinstance(after, Enum):
        raise TypeError(f"{operation} is not about an enum")
    path = f"type {after.name}"
    maker = StepMaker(operation="rename_label", object=path, statement=operation.statement, policy=context.policy)
    pairs = [(old, new) for old, new in zip(before.labels, after.labels, strict=True) if old != new]
    named = ", ".join(f"{literal(old).strip()} to {literal(new).strip()}" for old, new in pairs)
    step = maker.step(
        f"rename {named}",
        phase="contract",
        rank=Rank.COLUMN_NAMES,
        title=f"Rename {named} in {path}",
        reason="Only the catalog changes, and all rows have the new label at once.",
        up=in_transaction(*(_rename(after, old, new) for old, new in pairs), claim=Claim()),
        down=in_transaction(*(_rename(after, new, old) for old, new in reversed(pairs)), claim=Claim()),
    )
    return Fragment(steps=(step,), hazards=labels_renamed(path, before.labels, after.labels))


def _rename(enum: Enum, old: str, new: str) -> str:
    there = (
        f"SELECT FROM pg_catalog.pg_enum WHERE enumtypid = pg_catalog.to_regtype({literal(enum.name.sql)}) "
        f"AND enumlabel = {literal(old)}"
    )
    return if_exists(there, f"ALTER TYPE {enum.name} RENAME VALUE {literal(old)} TO {literal(new)}")


def _unused(context: Context, enum: Enum, labels: list[str]) -> Iterator[Check]:
    """Whether rows can go back to a type without the labels; as text, so that it can be asked of either type."""
    for column in context.before.columns.values():
        table = context.before.tables[column.table_oid]
        if column.type_oid != enum.oid or column.is_array or table.kind != "table":
            continue
        path, names = column_path(table.name, column.name), ", ".join(literal(label).strip() for label in labels)
        yield Check(
            condition=f"NOT EXISTS (SELECT FROM {table.name} WHERE {identifier(column.name)}::text IN ({names}))",
            message=f"rows hold {names} in {path}, which the type had not before: give them another value first",
        )
