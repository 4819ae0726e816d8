"""What the configured policy says of a change: how new things are named, which hazards are accepted or forbidden."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from server.errors import RefusedByPolicy
from server.model.catalog import Column, Constraint, Index, Table
from server.model.names import QualifiedName, column_path
from server.model.operation import (
    AddCheck,
    AddColumn,
    AddExclusion,
    AddForeignKey,
    AddUnique,
    CreateIndex,
    CreateTable,
    Operation,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
    RenameTable,
)
from server.model.plan import Hazard
from server.model.policy import Policy

_SOURCE = "the configured policy"


def misnamed(operations: Sequence[Operation], policy: Policy) -> tuple[Hazard, ...]:
    """One for each new name that does not match the policy's pattern for its kind."""
    found = (
        Hazard(
            code="name-breaks-policy",
            object=path,
            effect=f"The policy names each {kind} so that all of it matches {pattern}; this one does not.",
            remedy="Give it another name in the change.",
            source=_SOURCE,
            avoided=False,
        )
        for kind, pattern, path, name in _new_names(operations, policy)
        if not re.fullmatch(pattern, name, re.DOTALL)
    )
    return tuple(dict.fromkeys(found))


def refuse_names(operations: Sequence[Operation], policy: Policy) -> None:
    """Return when every name is as the policy has it, or that is only a hazard.

    Raises:
        RefusedByPolicy: A name is not, and the policy refuses such changes.
    """
    wrong = misnamed(operations, policy) if policy.refuse_names else ()
    if wrong:
        raise RefusedByPolicy(f"the policy refuses names of this change: {_listed(wrong)}")


def with_accepted(hazards: Iterable[Hazard], policy: Policy) -> tuple[Hazard, ...]:
    """The hazards, those marked that the policy accepts."""
    return tuple(replace(each, accepted=each.code in policy.accepted_hazards) for each in hazards)


def refuse_hazards(hazards: Iterable[Hazard], policy: Policy) -> None:
    """Return when none of the hazards that remain is forbidden.

    Raises:
        RefusedByPolicy: One is.
    """
    wrong = [each for each in hazards if not each.avoided and each.code in policy.forbidden_hazards]
    if wrong:
        raise RefusedByPolicy(f"the policy forbids what the plan cannot remove, nothing was written: {_listed(wrong)}")


def _listed(hazards: Sequence[Hazard]) -> str:
    return "; ".join(f"{each.code} at {each.object}: {each.effect} {each.remedy}" for each in hazards)


def _new_names(operations: Sequence[Operation], policy: Policy) -> Iterator[tuple[str, str, str, str]]:
    """Kind, pattern, path and name of each."""
    patterns = {
        "table": policy.table_names,
        "column": policy.column_names,
        "index": policy.index_names,
        "constraint": policy.constraint_names,
    }
    for operation in operations:
        for kind, path, name in _named_by(operation):
            yield kind, patterns[kind], path, name


def _named_by(operation: Operation) -> Iterator[tuple[str, str, str]]:
    match operation:
        case CreateTable(after=after, columns=columns, constraints=constraints):
            yield "table", after.name.sql, after.name.name
            yield from (_part("column", after, column) for column in columns)
            yield from (_part("constraint", after, constraint) for constraint in constraints)
        case RenameTable(after=after):
            yield "table", after.name.sql, after.name.name
        case AddColumn(table=table, after=after) | RenameColumn(table=table, after=after):
            yield _part("column", table, after)
        case CreateIndex(table=table, after=after) | RenameIndex(table=table, after=after):
            yield "index", QualifiedName(schema=table.name.schema, name=after.name).sql, after.name
        case (
            AddForeignKey(table=table, after=after)
            | AddCheck(table=table, after=after)
            | AddUnique(table=table, after=after)
            | AddExclusion(table=table, after=after)
            | RenameConstraint(table=table, after=after)
        ):
            yield _part("constraint", table, after)
        case _:
            pass


def _part(kind: str, table: Table, part: Column | Constraint | Index) -> tuple[str, str, str]:
    return kind, column_path(table.name, part.name), part.name
