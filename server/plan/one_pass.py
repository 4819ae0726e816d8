"""Several columns of one table filled in one pass, so that each row is written once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from server.model.names import identifier, tokens
from server.plan.batches import key_range, round_share
from server.plan.filling import Filling
from server.plan.fragment import PlacedStep


def in_one_pass(placed: Sequence[PlacedStep]) -> list[PlacedStep]:
    """The steps of a phase in their order, with one for those that stand together and fill columns of one table."""
    found: list[PlacedStep] = []
    for each in placed:
        last = found[-1] if found else None
        if last is not None and last.fillings and each.fillings and _go_together(each.fillings[0], last.fillings):
            found[-1] = _joined(last, each)
        else:
            found.append(each)
    return found


def _go_together(one: Filling, others: Sequence[Filling]) -> bool:
    """Whether a column can be filled in one pass with others: of the same rows, and none of what the others fill."""
    return all(
        (one.table, one.key, one.needed) == (each.table, each.key, each.needed)
        and not _mentions(one.value, each.column)
        and not _mentions(each.value, one.column)
        for each in others
    )


def _joined(one: PlacedStep, other: PlacedStep) -> PlacedStep:
    fillings = (*one.fillings, *other.fillings)
    left = " UNION ALL ".join(each.left for each in fillings if each.left)
    tried = tuple(command for each in fillings for command in each.tried)
    # in rounds only where each column can be
    first = next((each for each in fillings if not each.in_rounds), fillings[0])
    up, down = replace(first, left=left).scripts(tuple(_work(fillings)), tried)
    step = replace(
        one.step,
        title=f"Fill {', '.join(each.path for each in fillings)} in one pass",
        reason="Batches, each committed by itself, write each row once and lock few for a short time.",
        up=up,
        down=down,
    )
    return replace(one, step=step, fillings=fillings)


def _mentions(value: str, column: str) -> bool:
    """Whether an expression may read the column; what a person wrote need not be spelled as PostgreSQL prints it."""
    words = {word.lower() for word in tokens(value)}
    return not words.isdisjoint((column.lower(), identifier(column).lower()))


def _work(fillings: tuple[Filling, ...]) -> Iterator[str]:
    """Rows that have some of the values, as those written meanwhile, get the others; then the rest gets all."""
    first = fillings[0]
    nothing = " AND ".join(each.lacking for each in fillings)
    for each in fillings:
        yield f"{each.update()} AND NOT ({nothing})"
    assignments = ", ".join(each.assignment for each in fillings)
    given = " OR ".join(each.given for each in fillings)
    yield (
        f"UPDATE {first.table.sql} SET {assignments} WHERE {key_range(first.key)} AND {round_share()} "
        f"AND {nothing} AND ({given})"
    )
