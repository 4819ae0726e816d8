"""How values lie in the tables of every kind of store: origins, moments, contexts and the keys of long texts."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from knowledge.errors import InvalidCursor, InvalidMoment
from knowledge.model import Fact, FactKind, Origin, Outline, Relation, RelationKind, Validity

_UNKNOWN = Origin()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


NEVER = 2**63 - 1
"""When facts that hold ended, the largest number that stores keep: they follow former ones of the same position."""
_PLACE = re.compile(r"(\d{1,19})\.([012])\.(\d{1,19})\.(\d{1,19})\.([0-9a-f]*)", re.ASCII)


class FactPlace(NamedTuple):
    """Where a fact is in the history of its entity, oldest first; an entity comes before what is said of it."""

    recorded_at: int
    rank: int
    position: int
    ended_at: int
    tie: str
    """Hexadecimal digits that tell facts apart which are equal in all else."""

    @classmethod
    def read(cls, text: str) -> "FactPlace":
        """The place that ``written`` gave.

        Raises:
            InvalidCursor: It is none.
        """
        found = _PLACE.fullmatch(text)
        if found is None or len(found[5]) % 2:
            raise InvalidCursor(text=text)
        recorded_at, rank, position, ended_at = (int(found[each]) for each in range(1, 5))
        if max(recorded_at, position, ended_at) > NEVER:
            raise InvalidCursor(text=text)
        return cls(recorded_at, rank, position, ended_at, found[5])

    def written(self) -> str:
        """The place as a text."""
        return ".".join(map(str, self))


LATEST_PLACE = FactPlace(NEVER, 3, NEVER, NEVER, "")
"""Behind all facts."""
_RANKS = {FactKind.ENTITY: 0, FactKind.OBSERVATION: 1, FactKind.RELATION: 2}


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact as stored, current by default."""

    kind: str
    position: int
    """Grows with each fact of its kind."""
    subject: str
    target: str | None
    text: str
    origin: str
    recorded_at: int
    validity: str = Validity.CURRENT
    ended_at: int | None = None
    ended_by: str | None = None
    replaced_by: str | None = None
    tie: str = ""

    @property
    def place(self) -> FactPlace:
        """What facts are sorted by, oldest first."""
        ended_at = NEVER if self.ended_at is None else self.ended_at
        return FactPlace(self.recorded_at, _RANKS[FactKind(self.kind)], self.position, ended_at, self.tie)

    def fact(self) -> Fact:
        """The fact itself."""
        return Fact(
            subject=self.subject,
            kind=FactKind(self.kind),
            text=self.text,
            relation=None
            if self.target is None
            else Relation(source=self.subject, target=self.target, relation_type=self.text),
            origin=origin_of(self.origin),
            recorded_at=moment_text(self.recorded_at),
            validity=Validity(self.validity),
            ended_at=None if self.ended_at is None else moment_text(self.ended_at),
            ended_by=None if self.ended_by is None else origin_of(self.ended_by),
            replaced_by=self.replaced_by,
            place=self.place.written(),
        )


class Span(NamedTuple):
    """How many rows there are, and when the first and the last were recorded; 0: not known."""

    number: int
    first: int
    last: int


SPAN = "count(*), coalesce(min(nullif(recorded_at, 0)), 0), coalesce(max(recorded_at), 0)"
"""Columns of a query for a ``Span``."""


def outline_of(
    name: str,
    *,
    entity_type: str | None,
    current: bool,
    held: Mapping[FactKind, Span],
    ended: Span,
    kinds: Iterable[RelationKind],
) -> Outline:
    """An entity in numbers, out of those of its facts of each kind and of such as ended."""
    spans = [*held.values(), ended]
    return Outline(
        name=name,
        entity_type=entity_type,
        current=current,
        first=moment_text(min((span.first for span in spans if span.first), default=0)),
        last=moment_text(max(span.last for span in spans)),
        observations=held[FactKind.OBSERVATION].number,
        relations=held[FactKind.RELATION].number,
        facts=sum(span.number for span in spans),
        kinds=tuple(sorted(kinds, key=lambda kind: (-kind.count, kind.direction == "in", kind.relation_type))),
    )


def digest(text: str) -> bytes:
    """16 bytes that stand for a text in an index, whose entries are short; equal texts only have equal ones."""
    return blake2b(text.encode(), digest_size=16).digest()


def origin_text(origin: Origin) -> str:
    """An origin as stored: empty when nothing is known, else a list in JSON."""
    if origin == _UNKNOWN:
        return ""
    return json.dumps([origin.author, origin.client, origin.source, origin.confidence], ensure_ascii=False)


@lru_cache(maxsize=1_000)
def origin_of(text: str) -> Origin:
    """The origin that ``origin_text`` wrote."""
    if not text:
        return _UNKNOWN
    author, client, source, confidence = json.loads(text)
    return Origin(author=author, client=client, source=source, confidence=confidence)


def context_text(context: Mapping[str, str | float]) -> str:
    """Circumstances of a measurement as stored."""
    return json.dumps(dict(context), ensure_ascii=False)


def context_of(text: str) -> Mapping[str, str | float]:
    """The circumstances that ``context_text`` wrote."""
    found: dict[str, str | float] = json.loads(text)
    return found


@lru_cache(maxsize=1_000)
def moment_text(at: int) -> str:
    """Milliseconds since 1970 in UTC as ISO 8601; empty for 0, which stands for unknown."""
    if at == 0:
        return ""
    return (_EPOCH + at * _MILLISECOND).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment_of(text: str) -> int:
    """Milliseconds since 1970 of a text in ISO 8601, in UTC where it names no zone.

    Raises:
        InvalidMoment: It is none, or not in the years 1 to 9999 of UTC.
    """
    try:
        moment = datetime.fromisoformat(text)
        # Another zone's first and last hours lie outside of what can be written in UTC.
        in_utc = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidMoment(text=text) from error
    return (in_utc - _EPOCH) // _MILLISECOND
