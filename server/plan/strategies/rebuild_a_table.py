"""Make a table anew in the form it is to have, while it is read and written.

Some changes PostgreSQL makes only by writing or reading a whole table while everybody waits: an exclusion constraint,
whose index cannot be built CONCURRENTLY; a stored generated column, or another expression for one; a column of a domain
that has a CHECK or NOT NULL, also where a constant default would cost nothing without.

Instead a second table of the form after the change is made empty in a schema of its own, with all its indexes and
constraints. Triggers carry every write over, and batches copy the rows that are there. When both hold the same rows
they change places in one brief transaction; views and other tables' foreign keys follow in it, and the keys are proved
afterwards while reads and writes go on. Until the last step the old table gets what is written to the new one. The way
back fetches what was written since in batches, so that it is brief too and loses nothing but values of new columns,
which are kept aside.

The new table belongs to whom the old one belongs, and nobody else may use it than that one; default privileges of
whoever runs the files are taken off it. If others changed the table since it was planned, as by a column, its type or
default, an index, a trigger, a privilege, row security, a comment, a view or a foreign key to it, the files stop before
the tables change places and name what is new or gone. So does the way back, which would lose what the new table got
since. A publication FOR ALL TABLES or TABLES IN SCHEMA stops the first file.

Rows that conflict under an exclusion constraint do not fail old code: they are left out of the new table, and the
change stops before it takes over and lists them. Once the last phase begins, new ones are refused. An expression that
fails for a row fails the write of it from the first phase on. A table known to be small is altered as it is, unless
that went wrong here before. So is one without a key, and one that refers to itself, is partitioned, a partition,
inherited or published, has materialized views or functions with SQL bodies over it, a deferrable unique constraint or a
foreign key that is deferrable and not INITIALLY DEFERRED, whose owner revoked privileges on it from itself, or to which
the change does more than this
(https://www.postgresql.org/docs/18/sql-altertable.html).
"""

from collections.abc import Iterator

from server.model.names import column_path, identifier
from server.model.operation import AddColumn, ChangeColumn
from server.model.plan import Hazard, Loss
from server.plan.context import Context
from server.plan.fragment import Fragment
from server.plan.hazards.compatibility import code_must_keep_rule
from server.plan.hazards.data import conflicts_present
from server.plan.hazards.locks import rebuilt_under_lock
from server.plan.replacement_facts import hazards_of
from server.plan.replacement_steps import ReplacementSteps
from server.plan.rescue import RESCUED
from server.plan.table_replacement import Replacement


def rebuild_a_table(context: Context, replacement: Replacement) -> Fragment:
    """All steps of one table; none where something stands in its way: its operations are planned by themselves."""
    if replacement.obstacle or replacement.build is None or replacement.rebuilt is None:
        return Fragment()
    work = ReplacementSteps(context, replacement, operation="rebuild_a_table")
    losses = (
        Loss(
            object=column_path(replacement.before.name, column.name),
            what="values written since the column was added",
            preserved=RESCUED.sql,
        )
        for column in replacement.rebuilt.columns
    )
    return Fragment(
        steps=tuple(work.steps()),
        hazards=tuple(_hazards(context, replacement)),
        losses=tuple(losses),
        put_away=work.put_away(),
        choices=replacement.rebuilt.choices,
    )


def _hazards(context: Context, replacement: Replacement) -> Iterator[Hazard]:
    name = replacement.before.name
    yield from hazards_of(context, replacement)
    for part in replacement.parts:
        if isinstance(part, AddColumn | ChangeColumn):
            yield rebuilt_under_lock(name.sql, f"What the change does to {column_path(name, part.after.name)}")
    for constraint in replacement.rebuilt.exclusions if replacement.rebuilt else ():
        path = column_path(name, constraint.name)
        yield rebuilt_under_lock(name.sql, f"Building {identifier(constraint.name)}")
        yield conflicts_present(name.sql, path)
        yield code_must_keep_rule(path)
