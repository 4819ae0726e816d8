"""Cursors: where a page of results ended, written so that a client hands it back unread."""

import base64
import hashlib
import json

from knowledge.errors import InvalidCursor
from knowledge.model import Search

Key = tuple[int, float, int]
"""Part of the results, score and entity of a hit, so that later hits have greater keys."""


def write_cursor(search: Search, key: Key) -> str:
    """The cursor of the page that ends with the hit of this key."""
    return base64.urlsafe_b64encode(json.dumps([_digest(search), *key]).encode()).decode()


def read_cursor(search: Search) -> Key | None:
    """The key that the search's cursor was written with; None for the first page.

    Raises:
        InvalidCursor: It was not written by us, or for another query or other filters.
    """
    if search.cursor is None:
        return None
    try:
        digest, part, score, entity = json.loads(base64.urlsafe_b64decode(search.cursor.encode()))
        if digest != _digest(search):
            raise InvalidCursor(text=search.cursor)
        return int(part), float(score), int(entity)
    except (ValueError, TypeError, OverflowError) as error:
        raise InvalidCursor(text=search.cursor) from error


def _digest(search: Search) -> str:
    asked = [search.query, search.entity_types, search.relation_types, search.since, search.any_word, search.past]
    return hashlib.blake2b(json.dumps(asked).encode(), digest_size=6).hexdigest()
