"""What becomes of a sequence that is tried."""

import re
from dataclasses import dataclass

from tests.random_ddl.values import HOSTILE, PLAIN

_NUMBERED = re.compile(r"\d+")
# Words of the server's own stand for themselves.
_HOSTILE = sorted((name for name in HOSTILE if not name.isalpha() or len(name) > 7), key=len, reverse=True)
_NAMED = re.compile(rf"{'|'.join(map(re.escape, _HOSTILE))}|(?<!\w)(?:{'|'.join(PLAIN)})(?!\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a sequence."""

    accepted: tuple[bool, ...] = ()
    """Whether PostgreSQL took each statement: of the schema, then of the change."""
    emptied: str = ""
    """What stands in the way of rows there were, when it was tried without any then."""
    asked: str = ""
    """What was asked instead of guessed, when something was."""
    failure: str = ""
    """What does not hold, in a few words that are alike for alike failures."""
    detail: str = ""
    """What was seen."""


class Failed(Exception):
    """Something does not hold."""

    def __init__(self, failure: str, detail: str) -> None:
        self.failure = failure
        self.detail = detail
        super().__init__(f"{failure}: {detail}")


class RowsForbid(Exception):
    """What the statements ask of rows does not hold of those there are: no comparison of schemas can know."""


def what_differs(sentence: str) -> str:
    if sentence.endswith((" is missing", " is unexpected")):
        return sentence.rpartition(" ")[2]
    _, _, contrast = sentence.partition(" differs: ")
    return contrast.partition(" ")[0] or "differs"


def first_words(text: str) -> str:
    """The text without what it is about, so that alike refusals count as one."""
    bare = _NAMED.sub("…", re.sub(r'"(?:[^"]|"")*"', "…", text, flags=re.DOTALL))
    # The server quotes some names without doubling the quotes in them.
    bare = re.sub(r"""\S*…\S*""", "…", bare)
    return " ".join(_NUMBERED.sub("N", bare).split()[:9])
