"""Objects known by their definition only, as the SQL that makes and drops them, where their text suffices."""

from server.model.catalog import Catalog, Other

_EARLY = {"policy": "POLICY", "rule": "RULE", "statistics object": "STATISTICS"}
"""Kinds that stand on tables, with the word after DROP."""
_LATE = {"domain": "DOMAIN", "extension": "EXTENSION"}
"""Kinds that tables stand on."""


def can_be_written(before: Other | None, desired: Other | None) -> bool:
    """Whether the difference between the two is something this module writes."""
    some = before or desired
    if some is None:
        return False
    return some.kind == "policy" or (desired is None and some.kind in {*_EARLY, *_LATE})


def drop_others(before: Catalog, desired: Catalog, *, early: bool) -> list[str]:
    """Drops what is gone or must be made again: early what stands on tables, else what tables stood on."""
    words = _EARLY if early else _LATE
    lost = sorted(key for key, one in before.others.items() if _differs(one, desired.others.get(key)))
    return [f"DROP {words[kind]} {identity}" for kind, identity in lost if kind in words]


def create_policies(before: Catalog, desired: Catalog) -> list[str]:
    """Makes the policies that are new or differ."""
    new = [other for key, other in sorted(desired.others.items()) if _differs(before.others.get(key), other)]
    return [f"CREATE POLICY {other.identity} AS {other.definition}" for other in new if other.kind == "policy"]


def _differs(one: Other | None, other: Other | None) -> bool:
    return (one and one.definition) != (other and other.definition)
