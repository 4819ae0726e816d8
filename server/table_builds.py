"""How tables that take the place of others are made under their own names, as the shadow tells it."""

import hashlib
from dataclasses import replace

from server.diff.by_name import statements_towards
from server.errors import ChangeError
from server.model.catalog import RESERVED_SCHEMA, Catalog, Table
from server.model.names import QualifiedName, identifier
from server.model.policy import Policy
from server.model.ranking import Ranking
from server.plan.context import Context
from server.plan.ddl import drop_constraint, drop_object
from server.plan.table_rebuilds import Altered, find_rebuilds
from server.plan.table_replacement import Replacement, TableBuild, find_replacements
from server.plan.table_swap import TableSwap, move_to, referring, views_over
from server.postgres.direct_run import schemas_after
from server.study import Study


async def replacements_of(studied: Study, policy: Policy, ranking: Ranking) -> tuple[Replacement, ...]:
    """The tables the change puts in the place of others, or alters and that are made anew, each with what makes it."""
    before, after, operations = studied.before, studied.run.after, studied.operations
    altered = Altered(
        before=before,
        after=after,
        operations=operations,
        observations={seen.statement: seen for seen in studied.run.observations},
        small_rows=policy.small_table_rows,
        ranking=ranking,
        archived=policy.archive,
    )
    made = find_replacements(before, after, operations, studied.run.partition_coverage)
    found = (*made, *find_rebuilds(altered))
    return tuple([each if each.obstacle else await _built(studied, each) for each in found])


async def with_former(studied: Study, context: Context) -> Context:
    """The context with what makes each old table again, whose drop nothing else undoes."""
    found = [await _former(studied, context, each) for each in context.replacements]
    return replace(context, replacements=tuple(found))


async def _former(studied: Study, context: Context, replacement: Replacement) -> Replacement:
    if replacement.build is None or replacement.kept is not None:
        return replacement
    place, swap = _place(studied), TableSwap(context=context, replacement=replacement)
    leaving = [command.replace(RESERVED_SCHEMA, place) for command, _ in swap.leaving() if command]
    leaving = [*_standing(replacement.shapes.before, replacement.before), *leaving]
    former = await _difference(studied, place, leaving, QualifiedName(schema=place, name=swap.aside.name))
    return replace(replacement, build=replace(replacement.build, former=former))


async def _built(studied: Study, replacement: Replacement) -> Replacement:
    """The replacement with the statements that make its table.

    They are the difference that dropping the table makes, once it lies in a schema where nothing else has its name.
    """
    place = _place(studied)
    after, new = replacement.shapes.after, replacement.shapes.new
    # each runs in a transaction of its own, with which a lock would end, so that PostgreSQL refuses it
    statements = [each.sql for each in studied.change.statements if each.kind != "lock_stmt"]
    passed = [
        f"ALTER SEQUENCE {sequence.name.sql} OWNED BY NONE"
        for sequence in after.sequences.values()
        if sequence.owned_by and sequence.owned_by[0] == new[0].oid and sequence.oid in studied.before.sequences
    ]
    triggers = [
        f"DROP TRIGGER {identifier(trigger.name)} ON {table.name.sql}"
        for table in new
        for trigger in after.triggers_of(table.oid)
    ]
    moves = [*_standing(after, new[0]), *move_to(place, after, new)]
    made = QualifiedName(schema=place, name=new[0].name.name)
    try:
        commands = await _difference(studied, place, [*statements, *passed, *triggers, *moves], made)
    except ChangeError as error:
        return replace(replacement, obstacle=f"it cannot be made apart: {error}.")
    return replace(replacement, build=TableBuild(commands=commands, coverage=replacement.shapes.coverage))


async def _difference(studied: Study, place: str, statements: list[str], table: QualifiedName) -> tuple[str, ...]:
    """What makes a table that these statements bring into the place, for the reserved schema."""
    with_it, without = await schemas_after(
        studied.ground.shadow,
        studied.ground.template,
        [f"CREATE SCHEMA {place}", *statements],
        [f"DROP TABLE {table.sql}"],
    )
    return tuple(command.replace(place, RESERVED_SCHEMA) for command in statements_towards(without, with_it))


def _standing(catalog: Catalog, table: Table) -> list[str]:
    """Commands that take away what would keep the table from being dropped."""
    views = [f"{drop_object(view, None)} CASCADE" for view in views_over(catalog, table)]
    return [*views, *(drop_constraint(other.name, key.name) for other, key in referring(catalog, table))]


def _place(studied: Study) -> str:
    """A schema that stands for the reserved one, which is never read, under a name that occurs nowhere else."""
    return f"in_place_of_{hashlib.sha256(studied.change.text.encode()).hexdigest()[:16]}"
