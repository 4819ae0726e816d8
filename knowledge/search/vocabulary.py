"""What a search asks of the words that a store holds."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A word that a store holds and the number of entities it is found at, perhaps an estimate."""

    word: str
    entities: int


class Vocabulary(Protocol):
    """The distinct words of all entities, as ``words_of`` gives them."""

    def size(self) -> int:
        """About how many entities there are, deleted ones too; not 0 where there is one."""

    def counts(self, words: Collection[str]) -> Mapping[str, int]:
        """Those of the words that are held, each with the number of entities it is found at."""

    def starting(self, prefix: str, limit: int) -> Sequence[Known]:
        """Longer words that begin with the prefix, the most frequent of those looked at first."""

    def holding(self, part: str, limit: int) -> Sequence[Known]:
        """Words with the part anywhere in them, no more than the limit."""

    def ending(self, part: str, limit: int) -> Sequence[Known]:
        """Words that end with the part, itself too, no more than the limit."""
        ...

    def sharing(self, grams: Sequence[str], at_least: int, limit: int) -> Sequence[Known]:
        """Words without digits that have this many of the grams, those with most first."""
