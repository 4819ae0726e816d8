"""The reply of a comparison: what differs, what may be a rename, and the SQL between, short enough to be read."""

from collections.abc import Sequence

from server.model.drift import Drift
from server.tools.planner import Detail
from server.tools.replies.parts import LINES, Cuts, counted, rename_shape, shortened, target_shape
from server.tools.shapes import ComparisonShape, DriftShape, InspectionReply

_RENAMES = 8
_ORDERS = 8
_SQL_CHARACTERS = 2_000
"""Of all statements together; those beyond it are counted."""
_REASON_CHARACTERS = 400


def drift_reply(drift: Drift, *, detail: Detail) -> InspectionReply:
    """What differs; a summary names the objects and leaves out their parts and the SQL."""
    cuts = Cuts()
    full = detail == "full"
    total = drift.only_here + drift.only_there + drift.both
    if drift.next_cursor:
        cuts.sentences.append(
            f"{len(drift.objects)} of {total} objects on this page; pass next_cursor as cursor for the next"
        )
    renames = cuts.first(drift.renames, _RENAMES, "possible renames", "generate_migration asks the others")
    orders = cuts.first(drift.column_order, _ORDERS, "tables with another order of columns", "it counts for nothing")
    sql = _sql(drift.statements, cuts) if full else []
    if drift.no_statements:
        cuts.sentences.append(f"no SQL leads there: {shortened(drift.no_statements, _REASON_CHARACTERS)}")
    if drift.renames:
        cuts.sentences.append("no SQL is shown before it is decided what is renamed")
    return InspectionReply(
        target=target_shape(drift.target),
        comparison=ComparisonShape(
            there=target_shape(drift.other),
            equal=drift.equal,
            summary=_summary(drift),
            objects=[
                DriftShape(
                    object=each.object,
                    only=each.only or "",
                    here=list(each.here) if full else [],
                    there=list(each.there) if full else [],
                    differs=list(each.differs) if full else [],
                )
                for each in drift.objects
            ],
            possible_renames=[rename_shape(rename) for rename in renames],
            column_order=list(orders),
            sql=sql,
            not_compared=list(
                cuts.first(drift.not_compared, LINES, "things not compared", "inspect_schema counts all")
            ),
        ),
        next_cursor=drift.next_cursor or "",
        more=cuts.sentences,
        next=_next(drift),
    )


def _summary(drift: Drift) -> str:
    if drift.equal:
        return "equal, but for the order of columns" if drift.column_order else "equal"
    parts = (
        f"{counted(drift.only_here, 'object')} only here",
        f"{drift.only_there:,} only there",
        f"{drift.both:,} in both and different",
    )
    return f"{', '.join(parts)}; here is {drift.target.database}, there {drift.other.database}"


def _sql(statements: Sequence[str], cuts: Cuts) -> list[str]:
    """The first statements, whole, as far as there is room."""
    shown: list[str] = []
    room = _SQL_CHARACTERS
    for statement in statements:
        room -= len(statement)
        if room < 0:
            break
        shown.append(f"{statement};")
    if len(shown) < len(statements):
        cuts.sentences.append(f"{len(shown)} of {len(statements)} statements shown; a migration has all")
    return shown


def _next(drift: Drift) -> str:
    if drift.equal:
        return "nothing to do: the schemas are the same"
    here, there = drift.target.database, drift.other.database
    return (
        f'to make here what is there, safely: generate_migration with database "{here}" and desired_schema "{there}"; '
        "or change the files, if here is right"
    )
