"""Labels that an enum gains, each with its place among those that are there by then, and those a column keeps."""

import re
from collections.abc import Iterator, Sequence

from server.model.names import identifier, literal

_NAME = r"""(?:"(?:[^"]|"")+"|[\w$]+)"""
_BY_TEXT = rf"(?:::(?:pg_catalog\.)?(?:text|varchar|character varying)(?:\[\])?)+::(?:{_NAME}\.)?{_NAME}(?:\[\])?"


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


def keeps_labels(using: str, column: str) -> bool:
    """Whether a USING expression, as PostgreSQL's grammar writes it, casts a column to a type by way of its text."""
    return re.fullmatch(rf"(?:{_NAME}\.)*{re.escape(identifier(column))}{_BY_TEXT}", using) is not None
