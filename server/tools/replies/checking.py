"""Replies about the way back of a migration that is run by hand."""

from server.model.rollback_check import RollbackCheck
from server.tools.replies.parts import LINES, SQL_CHARACTERS, Cuts, shortened, target_shape
from server.tools.shapes import CheckedShape, RollbackReply, WayBackShape


def checked_reply(check: RollbackCheck) -> RollbackReply:
    """What a way back run by hand restores; one that was written here is shown whole."""
    cuts = Cuts()
    findings = cuts.first(_findings(check), LINES, "findings", "mend these first, then check again")
    return RollbackReply(
        target=target_shape(check.target),
        steps=[WayBackShape(phase="by hand", file="", undoes=[], sql=check.down)] if check.written else [],
        checked=CheckedShape(
            restores_schema=check.restores_schema and not check.unwritten,
            restores_rows=check.restores_rows and not check.unwritten,
            findings=[shortened(each, 2 * SQL_CHARACTERS) for each in findings],
        ),
        more=cuts.sentences,
        next=_after_check(check),
    )


def _findings(check: RollbackCheck) -> list[str]:
    earlier, since = check.earlier, check.since
    found = [f"no way back could be written for statement {number}" for number in check.unwritten]
    if earlier.failure:
        found.append(f"it fails: {earlier.failure}")
    elif since.failure:
        found.append(f"with rows written since it fails: {since.failure}")
    found += [f"afterwards {each}" for each in earlier.differences]
    found += [f"{each} does not hold what it held before" for each in earlier.rows_changed]
    found += [f"{each} loses what was written to it since" for each in since.rows_changed]
    return found


def _after_check(check: RollbackCheck) -> str:
    if check.restores_rows and not check.unwritten:
        return (
            "the way back restores schema and rows, tried with made-up rows from before the migration and with rows in "
            "its new shape; keep it beside the migration"
        )
    if check.restores_schema and not check.unwritten:
        return (
            "what it does not restore of the rows is gone when the migration runs as it stands: call "
            "generate_migration with the same change, whose plan keeps it"
        )
    return "do not run the migration with this way back: mend it, or call generate_migration with the same change"
