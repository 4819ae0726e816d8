"""How values lie in the tables of every kind of store: origins, moments, contexts and the keys of long texts."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b

from knowledge.errors import InvalidMoment
from knowledge.model import Origin

_UNKNOWN = Origin()


def digest(text: str) -> bytes:
    """16 bytes that stand for a text in an index, whose entries are short; equal texts only have equal ones."""
    return blake2b(text.encode(), digest_size=16).digest()


def origin_text(origin: Origin) -> str:
    """An origin as stored: empty when nothing is known, else a list in JSON."""
    if origin == _UNKNOWN:
        return ""
    return json.dumps([origin.author, origin.client, origin.source, origin.confidence], ensure_ascii=False)


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


def moment_text(at: int) -> str:
    """Milliseconds since 1970 in UTC as ISO 8601; empty for 0, which stands for unknown."""
    if at == 0:
        return ""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment_of(text: str) -> int:
    """Milliseconds since 1970 of a text in ISO 8601, in UTC where it names no zone.

    Raises:
        InvalidMoment: It is none.
    """
    try:
        moment = datetime.fromisoformat(text)
        return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError) as error:
        raise InvalidMoment(text=text) from error
