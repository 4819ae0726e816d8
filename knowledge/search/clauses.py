"""Which entities a store looks up for a question, and in what order, so that a broad question costs little."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.search.terms import Term

_FEW = 64
_MANY = 128
_MOST_LEFT_OUT = 6
_WHOLE = 0.8
"""Spellings that fit this well are the word itself, another form of it, or joined to its neighbour."""


class Field(StrEnum):
    """Where in an entity a word is; what ended counts as ``past`` and is searched only when asked for."""

    NAME = "name"
    KIND = "kind"
    CONTENT = "content"
    RELATIONS = "relations"
    PAST = "past"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the spellings must be there: in the field, or anywhere when it is None."""

    spellings: Collection[str]
    field: Field | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """The newest ``limit`` entities that meet every choice.

    Attributes:
        all_terms: Whether what it finds holds all terms of the question.
    """

    choices: Sequence[Choice]
    limit: int
    all_terms: bool


def everything(terms: Sequence[Term]) -> tuple[Choice, ...]:
    """What an entity that holds all terms must meet; terms that rule nothing out are left out."""
    return tuple(Choice(spellings=term.spellings) for term in terms if not term.anything)


def lookups(terms: Sequence[Term], *, any_word: bool) -> Iterator[Lookup]:
    """Lookups for a ranked answer, the most promising first.

    Args:
        terms: At least one of them with a spelling.
        any_word: Whether one of the words is enough; else those that hold only some come last.
    """
    found = sorted((term for term in terms if term.spellings), key=lambda term: -term.weight)
    if len(found) == len(terms):
        yield from _of_all(found)
    if len(found) > 1 and (any_word or len(found) <= _MOST_LEFT_OUT):
        yield from _of_some(found, leave_out=len(found) == len(terms))
    yield from _of_one(found)


def _of_all(terms: Sequence[Term]) -> Iterator[Lookup]:
    whole = [[spelling for spelling, fit in term.spellings.items() if fit >= _WHOLE] for term in terms]
    if all(whole):
        in_name = tuple(Choice(spellings=spellings, field=Field.NAME) for spellings in whole)
        yield Lookup(choices=in_name, limit=_FEW, all_terms=True)
    for one in terms:
        choices = (Choice(spellings=one.spellings, field=Field.NAME), *everything([each for each in terms if each != one]))
        yield Lookup(choices=choices, limit=_FEW, all_terms=True)
    if all(whole):
        yield Lookup(choices=tuple(Choice(spellings=each) for each in whole), limit=_MANY, all_terms=True)
    yield Lookup(choices=everything(terms), limit=_MANY, all_terms=True)


def _of_some(terms: Sequence[Term], *, leave_out: bool) -> Iterator[Lookup]:
    """All terms but one, the least telling left out first; all that a store knows where there are others."""
    if not leave_out:
        yield Lookup(choices=everything(terms), limit=_MANY, all_terms=False)
    for one in reversed(terms):
        yield Lookup(choices=everything([term for term in terms if term != one]), limit=_FEW, all_terms=False)


def _of_one(terms: Sequence[Term]) -> Iterator[Lookup]:
    for term in terms:
        for field in (Field.NAME, None):
            yield Lookup(choices=(Choice(spellings=term.spellings, field=field),), limit=_FEW, all_terms=False)
