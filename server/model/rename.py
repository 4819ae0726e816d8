"""Names in a schema that may have moved in a desired one: what is asked, and what could be answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.errors import ChangeError
from server.model.target import Target

KEY = "rename:"
"""What the key of such a decision begins with."""
DROP = "drop"
"""The answer that it is no rename."""
_NAMED = 5
"""Most questions a message repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameCandidate:
    """Something that comes and may be what goes, under another name."""

    answer: str
    """The name as a decision gives it, quoted where SQL would quote it; qualified when it lies in another schema."""
    likeness: float
    """From 0, nothing in common, to 1, all but the name."""
    why: tuple[str, ...]
    """What they have in common."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PossibleRename:
    """Something that goes while things like it come."""

    key: str
    """Such as ``rename:public.products.sku``."""
    object: str
    """With its kind, such as ``column public.products.sku``."""
    loses: str
    """What dropping it does, such as ``its values are lost``."""
    candidates: tuple[RenameCandidate, ...]
    """The likeliest first."""
    count: str = ""
    """A query of one number that the user may run on the target: how much dropping it loses; empty where none tells."""

    @property
    def question(self) -> str:
        """What the user is asked."""
        return f"What is {self.object} called afterwards? Answer {DROP} if it is to go: {self.loses}."


class OpenRenames(ChangeError):
    """A desired schema drops and adds what may be renamed; nothing is planned before the user has said which it is."""

    def __init__(self, *, target: Target, renames: Sequence[PossibleRename], unknown: Sequence[str] = ()) -> None:
        """Say what is asked, and how to answer.

        Args:
            target: The database.
            renames: What must be decided.
            unknown: Keys of given decisions that name nothing that goes.
        """
        self.target = target
        self.renames = tuple(renames)
        self.unknown = tuple(unknown)
        asked = "; ".join(_in_words(rename) for rename in self.renames[:_NAMED])
        more = f"; and {len(self.renames) - _NAMED} more" if len(self.renames) > _NAMED else ""
        first = self.renames[0]
        super().__init__(
            "the desired schema may rename, which no schema can tell from dropping and adding: "
            f'{asked}{more}. Decide each, such as "{first.key}" as "{first.candidates[0].answer}", or "{DROP}"'
        )


def _in_words(rename: PossibleRename) -> str:
    could = " or ".join(f"{each.answer} (likeness {each.likeness})" for each in rename.candidates[:_NAMED])
    return f"{rename.object} to {could}"
