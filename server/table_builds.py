"""How tables that take the place of others are made under their own names, as the shadow tells it."""

import hashlib
from dataclasses import replace

from server.diff.by_name import statements_towards
from server.errors import ChangeError
from server.model.catalog import RESERVED_SCHEMA
from server.model.names import identifier
from server.plan.table_replacement import Replacement, TableBuild, find_replacements
from server.plan.table_swap import move_to
from server.postgres.direct_run import schemas_after
from server.study import Study


async def replacements_of(studied: Study) -> tuple[Replacement, ...]:
    """The tables the change puts in the place of others, each with what makes it."""
    found = find_replacements(studied.before, studied.run.after, studied.operations, studied.run.partition_coverage)
    return tuple([each if each.obstacle else await _built(studied, each) for each in found])


async def _built(studied: Study, replacement: Replacement) -> Replacement:
    """The replacement with the statements that make its table.

    They are the difference that dropping the table makes, once it lies in a schema where nothing else has its name.
    """
    # the reserved schema is never read: another stands for it, under a name that occurs nowhere else
    place = f"in_place_of_{hashlib.sha256(studied.change.text.encode()).hexdigest()[:16]}"
    after, new = studied.run.after, replacement.shapes.new
    statements = [statement.sql for statement in studied.change.statements]
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
    moves = move_to(place, after, new)
    made = f"{identifier(place)}.{identifier(new[0].name.name)}"
    try:
        with_it, without = await schemas_after(
            studied.ground.shadow,
            studied.ground.template,
            [*statements, *passed, *triggers, f"CREATE SCHEMA {place}", *moves],
            [f"DROP TABLE {made}"],
        )
        commands = statements_towards(without, with_it)
    except ChangeError as error:
        return replace(replacement, obstacle=f"it cannot be made apart: {error}.")
    commands = tuple(command.replace(place, RESERVED_SCHEMA) for command in commands)
    return replace(replacement, build=TableBuild(commands=commands, coverage=replacement.shapes.coverage))
