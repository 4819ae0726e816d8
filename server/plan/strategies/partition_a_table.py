"""Make an ordinary table a partitioned one, or the other way round, while it is read and written.

PostgreSQL cannot change what a table is. As written, one is renamed, another is made, an INSERT copies every row and
the first is dropped: what is written while the INSERT runs is lost, unless everybody waits until it is done.

Instead the new table is made empty in a schema of its own, with all its partitions, indexes and foreign keys. A trigger
carries every write of the old table over, and batches copy the rows that are there. When both hold the same rows, they
change places in one brief transaction, sequences go on where they stood, and the trigger turns round: until the last
step the old table has everything that is written to the new one. The way back fetches what was written since in batches
before the two change places again, so that it is brief too and loses nothing. An old table that the change keeps under
another name is one that code may write: what differs there from the new one is kept as JSON in
migration_planner.rescued_rows when the old table gets its rows again.

Rows that find no partition do not fail old code: they stay out of the new table, and the change stops before it takes
over and says so. It is carried out as written, with its hazards, where the tables have no key in common, where columns
or rules for rows differ, and where foreign keys of other tables, views or publications stand on one of the two
(https://www.postgresql.org/docs/18/ddl-partitioning.html). A publication FOR ALL TABLES or TABLES IN SCHEMA would send
its subscribers the rows of the new table under a name they do not know: the first file refuses to run then. So does the
last when others changed the table since it was planned, and names what is new or gone; so does the way back when they
changed the new one, but for partitions that it got. The new table belongs to whom the old one belongs, and others may
use it as the change says.
"""

from server.model.lock import LockMode
from server.plan.context import Context
from server.plan.fragment import Fragment
from server.plan.hazards.data import rows_left_behind
from server.plan.hazards.locks import blocks_as_written
from server.plan.replacement_facts import hazards_of, lacks_of
from server.plan.replacement_steps import ReplacementSteps
from server.plan.table_replacement import Replacement


def partition_a_table(context: Context, replacement: Replacement) -> Fragment:
    """All steps of one replacement; where something stands in its way, only the dangers."""
    name = replacement.before.name.sql
    if replacement.obstacle or replacement.build is None:
        blocks = blocks_as_written(name, LockMode.ACCESS_EXCLUSIVE, replacement.obstacle)
        return Fragment(hazards=(blocks, rows_left_behind(name), *lacks_of(replacement)))
    work = ReplacementSteps(context, replacement, operation="partition_a_table")
    hazards = tuple(hazards_of(context, replacement))
    return Fragment(steps=tuple(work.steps()), hazards=hazards, put_away=work.put_away(), losses=work.losses())
