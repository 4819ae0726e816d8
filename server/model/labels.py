"""Labels that an enum gains, each with its place among those that are there by then."""

from collections.abc import Iterator, Sequence

from server.model.names import literal


def only_gains(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether every label stays, in the same order: none can be taken away or moved."""
    return [label for label in after if label in before] == list(before)


def gained(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """What follows ADD VALUE for each label to be added, one after the other."""
    present = list(before)
    for position, label in enumerate(after):
        if label in present:
            continue
        place = ""
        if position:
            place = f" AFTER {literal(after[position - 1]).strip()}"
        elif present:
            place = f" BEFORE {literal(present[0]).strip()}"
        yield f"{literal(label).strip()}{place}"
        present.insert(position, label)
