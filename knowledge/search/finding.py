"""How a question is answered from the index of a store, page by page."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice
from typing import Protocol

from knowledge.model import Search
from knowledge.search.clauses import (
    MANY,
    Choice,
    Field,
    Lookup,
    everything,
    in_names,
    telling,
    whole,
    with_all,
    with_some,
)
from knowledge.search.cursors import Key, read_cursor, write_cursor
from knowledge.search.documents import Document
from knowledge.search.ranking import rank
from knowledge.search.terms import Term, literal_terms, terms_of
from knowledge.search.vocabulary import Vocabulary
from knowledge.search.words import folded

_SOME = 20
"""Entities at most that hold only some words, where nothing holds all."""
_LEAST = 0.4
"""They hold at least this part of what the question tells."""
_ENOUGH = 120
"""Candidates of these, as soon as there are so many."""
_RARE = 200
"""A term with fewer entities than this is rare."""
_CHUNK = 500
_AT_ONCE = 50
"""Of the entities that are not ranked, about a page."""
_MOST_READ = 2_000
"""Entities whose texts are looked through for the literal query, where a limit was given."""


class _Part(IntEnum):
    """Parts of the results in their order."""

    NAMED = 0
    """All terms are in the name."""
    COMPLETE = 1
    """All terms are somewhere."""
    FURTHER = 2
    """All terms too, of entities too many to rank: those written last first."""
    LITERAL = 3
    """The query as it is, inside of longer words."""
    PARTIAL = 4
    """Some of the terms."""
    ANY = 5
    """One of the terms at least, of entities too many to rank: those written last first."""


_SCORES = {
    _Part.NAMED: (0.75, 1.0),
    _Part.COMPLETE: (0.5, 0.75),
    _Part.FURTHER: (0.5, 0.5),
    _Part.LITERAL: (0.5, 0.5),
    _Part.PARTIAL: (0.0, 0.5),
    _Part.ANY: (0.0, 0.0),
}
"""The least and the greatest score of a part."""


class Index(Protocol):
    """What a store knows of its entities' words, with the filters of one search applied."""

    @property
    def vocabulary(self) -> Vocabulary:
        """Of all entities, whatever the filters."""
        ...

    def newest(self, choices: Sequence[Choice], *, limit: int | None, before: int | None = None) -> Sequence[int]:
        """Entities that meet all choices, those written last first.

        Args:
            choices: At least one.
            limit: At most so many; None: all.
            before: Only entities with a smaller id; None: all.
        """
        ...

    def documents(self, entity_ids: Collection[int]) -> Iterable[Document]:
        """What is searched of these entities, in any order."""
        ...

    def literal(self, entity_ids: Collection[int], text: str) -> Collection[int]:
        """Those of the entities whose folded name, type or observation holds the text."""
        ...

    def containing(self, text: str, *, limit: int | None, before: int | None = None) -> Sequence[int]:
        """Entities whose folded name, type or observation holds the text, those written last first."""
        ...

    def oldest(self, *, limit: int | None, after: int | None = None) -> Sequence[int]:
        """All entities, those written first first; only those with a larger id than ``after``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A hit: its score, from 0 to 1 and comparable within one search only, and the words of the query that it holds."""

    entity_id: int
    score: float
    matched: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One page of hits, best first; ``total`` is None when it was not counted."""

    hits: tuple[Found, ...]
    next_cursor: str | None
    total: int | None


def find(index: Index, search: Search) -> Answer:
    """The hits of a page: what holds all words, ranked; then what contains the query inside of longer words; last, what
    holds some of the words.

    Everything whose name, type or observation contains the query literally, in any case, is a hit. What holds only some
    words is one where nothing holds all, or when any word is enough.

    Raises:
        InvalidCursor: The cursor is not one of this search.
    """
    position = read_cursor(search)
    page = list(islice(_results(index, search, position), _wanted(search)))
    more = search.limit is not None and len(page) > search.limit
    page = page[: search.limit]
    return Answer(
        hits=tuple(hit for _, hit in page),
        next_cursor=write_cursor(search, _key(*page[-1])) if more and page else None,
        total=None if more or position else len(page),
    )


def _wanted(search: Search) -> int | None:
    # One more than asked for tells whether there is another page.
    return None if search.limit is None else search.limit + 1


def _key(part: _Part, hit: Found) -> Key:
    return part, -hit.score, -hit.entity_id


_Placed = tuple[_Part, Found]


def _results(index: Index, search: Search, position: Key | None) -> Iterator[_Placed]:
    """What follows the position, best first; each part is looked up only when the page gets there."""
    terms = terms_of(search.query, index.vocabulary)
    if not terms:
        yield from _without_words(index, search, position)
        return
    others = position is not None and position[0] < _Part.PARTIAL
    for part, hit in _of_all_words(index, search, terms, position):
        others = True
        yield part, hit
    if search.any_word or not others:
        yield from _of_some_words(index, search, terms, position)


def _of_all_words(index: Index, search: Search, terms: Sequence[Term], position: Key | None) -> Iterator[_Placed]:
    known: set[int] = set()
    for part, entity_ids in _with_all_words(index, terms):
        known |= entity_ids
        yield from _ranked(index, part, entity_ids, terms, position)
    if len(known) >= MANY and _reaches(position, _Part.FURTHER):
        yield from _further(index, known, terms, position)
    if not search.any_word and _reaches(position, _Part.LITERAL):
        matched = tuple(term.word for term in terms)
        low, _ = _SCORES[_Part.LITERAL]
        for entity_id in _literal(index, search, known, terms, position):
            yield _Part.LITERAL, Found(entity_id=entity_id, score=low, matched=matched)


def _with_all_words(index: Index, terms: Sequence[Term]) -> Iterator[tuple[_Part, set[int]]]:
    """Entities that hold all telling terms: all of them where they are few, else those that may be best."""
    wanted = telling(terms)
    if not all(term.spellings for term in wanted):
        return
    found = _meeting(index, wanted, limit=MANY)
    if len(found) < MANY:
        named = {each.entity_id for each in index.documents(found) if _in_name(each, wanted)}
        yield _Part.NAMED, named
        yield _Part.COMPLETE, {*found} - named
        return
    named = _named(index, wanted)
    yield _Part.NAMED, named
    yield _Part.COMPLETE, {*found, *_looked_up(index, with_all(wanted))} - named


def _further(index: Index, known: Collection[int], terms: Sequence[Term], position: Key | None) -> Iterator[_Placed]:
    before = _before(position, _Part.FURTHER)
    chunks = _chunks(index, telling(terms), before, None)
    unknown = ([entity_id for entity_id in chunk if entity_id not in known] for chunk in chunks)
    return _unranked(index, _Part.FURTHER, unknown, terms)


def _unranked(index: Index, part: _Part, chunks: Iterable[Sequence[int]], terms: Sequence[Term]) -> Iterator[_Placed]:
    """Hits in the order of the chunks; the words that they hold are looked up about a page at a time."""
    score, _ = _SCORES[part]
    for chunk in chunks:
        for start in range(0, len(chunk), _AT_ONCE):
            some = chunk[start : start + _AT_ONCE]
            matched = {ranked.entity_id: ranked.matched for ranked in rank(index.documents(some), terms)}
            for entity_id in some:
                yield part, Found(entity_id=entity_id, score=score, matched=matched[entity_id])


def _before(position: Key | None, part: _Part) -> int | None:
    """The entity before which a part in the order of writing goes on."""
    return -position[2] if position is not None and position[0] == part else None


def _meeting(index: Index, terms: Sequence[Term], *, limit: int, before: int | None = None) -> Sequence[int]:
    """The newest entities that hold all terms."""
    rarest = max(terms, key=lambda term: term.weight)
    few = index.newest(everything([rarest]), limit=_RARE, before=before)
    if len(few) < _RARE:
        # To look through the few that have the rarest word costs less than to go through all that have a common one.
        there = {each.entity_id for each in index.documents(few) if _holds(each, terms)}
        return [entity_id for entity_id in few if entity_id in there][:limit]
    return index.newest(everything(terms), limit=limit, before=before)


def _holds(document: Document, terms: Sequence[Term]) -> bool:
    words = document.words()
    return not any(words.isdisjoint(term.spellings) for term in terms)


def _lacking(index: Index, entity_ids: Collection[int], terms: Sequence[Term]) -> set[int]:
    """Those of the entities that do not hold all telling terms."""
    wanted = telling(terms)
    return {each.entity_id for each in index.documents(entity_ids) if not _holds(each, wanted)}


def _in_name(document: Document, terms: Sequence[Term]) -> bool:
    name = document.fields[Field.NAME]
    return not any(whole(term).isdisjoint(name) for term in terms)


def _of_some_words(index: Index, search: Search, terms: Sequence[Term], position: Key | None) -> Iterator[_Placed]:
    found: set[int] = set()
    for lookup in with_some(terms):
        found.update(index.newest(lookup.choices, limit=lookup.limit))
        if len(found) >= _ENOUGH:
            break
    known = _lacking(index, found, terms)
    most, least = (None, 0.0) if search.any_word else (_SOME, _LEAST)
    best = islice(_ranked(index, _Part.PARTIAL, known, terms, None, covered=least), most)
    yield from (placed for placed in best if position is None or _key(*placed) > position)
    if search.any_word:
        yield from _unranked(index, _Part.ANY, _with_any(index, known, terms, _before(position, _Part.ANY)), terms)


def _with_any(
    index: Index, known: Collection[int], terms: Sequence[Term], before: int | None
) -> Iterator[Sequence[int]]:
    """Entities that hold a term but not all and are not known, those written last first, some hundreds at a time."""
    any_of_them = Choice(spellings={spelling for term in terms for spelling in term.spellings})
    while any_of_them.spellings:
        chunk = index.newest((any_of_them,), limit=_CHUNK, before=before)
        lacking = _lacking(index, {*chunk} - {*known}, terms)
        yield [entity_id for entity_id in chunk if entity_id in lacking]
        if len(chunk) < _CHUNK:
            return
        before = chunk[-1]


def _named(index: Index, terms: Sequence[Term]) -> set[int]:
    found: set[int] = set()
    for lookup in in_names(terms):
        newest = index.newest(lookup.choices, limit=lookup.limit)
        found.update(newest)
        if len(newest) < lookup.limit:
            break
    return found


def _looked_up(index: Index, lookups: Iterable[Lookup]) -> set[int]:
    return {entity_id for lookup in lookups for entity_id in index.newest(lookup.choices, limit=lookup.limit)}


def _ranked(
    index: Index,
    part: _Part,
    entity_ids: Collection[int],
    terms: Sequence[Term],
    position: Key | None,
    *,
    covered: float = 0.0,
) -> Iterator[_Placed]:
    """The hits of a part that follow the position and hold enough of what the question tells."""
    if not entity_ids or not _reaches(position, part):
        return
    low, high = _SCORES[part]
    for ranked in rank(index.documents(entity_ids), terms):
        score = round(low + (high - low) * ranked.fit, 6)
        hit = Found(entity_id=ranked.entity_id, score=score, matched=ranked.matched)
        if ranked.covered >= covered and (position is None or _key(part, hit) > position):
            yield part, hit


def _reaches(position: Key | None, part: _Part) -> bool:
    return position is None or position[0] <= part


def _literal(
    index: Index, search: Search, known: Collection[int], held: Sequence[Term], position: Key | None
) -> Iterator[int]:
    """What contains the query literally and is not known yet, those written last first."""
    before = _before(position, _Part.LITERAL)
    most = None if search.limit is None else _MOST_READ
    text = folded(search.query)
    terms = literal_terms(search.query, index.vocabulary)
    if terms is None:
        return
    if not terms:
        found = index.containing(text, limit=most, before=before)
        unknown = _unknown(index, found, known, held)
        yield from (entity_id for entity_id in found if entity_id in unknown)
        return
    for chunk in _chunks(index, terms, before, most):
        literal = index.literal(_unknown(index, chunk, known, held), text)
        yield from (entity_id for entity_id in chunk if entity_id in literal)


def _unknown(index: Index, entity_ids: Sequence[int], known: Collection[int], held: Sequence[Term]) -> set[int]:
    """Those of the entities that are no hit for holding all terms."""
    others = {entity_id for entity_id in entity_ids if entity_id not in known}
    # Where these were few, all of them are known.
    return others if len(known) < MANY else _lacking(index, others, held)


def _chunks(index: Index, terms: Sequence[Term], before: int | None, at_most: int | None) -> Iterator[Sequence[int]]:
    """The newest entities that hold all terms, some hundreds at a time."""
    looked_at = 0
    while at_most is None or looked_at < at_most:
        chunk = _meeting(index, terms, limit=_CHUNK, before=before)
        yield chunk
        if len(chunk) < _CHUNK:
            return
        looked_at += len(chunk)
        before = chunk[-1]


def _without_words(index: Index, search: Search, position: Key | None) -> Iterator[_Placed]:
    """Hits of a query that has no word: all entities, in the order of writing, when there is nothing in it at all."""
    entity_id = None if position is None else -position[2]
    if search.query.strip():
        found = index.containing(folded(search.query), limit=_wanted(search), before=entity_id)
    else:
        found = index.oldest(limit=_wanted(search), after=entity_id)
    low, _ = _SCORES[_Part.LITERAL]
    return ((_Part.LITERAL, Found(entity_id=each, score=low, matched=())) for each in found)
