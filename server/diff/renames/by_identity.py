"""Names that a change moved, and texts that differ by nothing else."""

import re
from dataclasses import dataclass

from server.model.catalog import Catalog

_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\w+|\S""")
_CAST = re.compile(
    r"""::(?:"(?:[^"]|"")+"|\w+)(?:\.(?:"(?:[^"]|"")+"|\w+))*(?:\ varying|\ precision)?"""
    r"""(?:\([\d,\ ]+\))?(?:\ with(?:out)?\ time\ zone)?(?:\[\])*"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Renames:
    """Pairs of a name before and a name after, of anything that kept its identity."""

    pairs: frozenset[tuple[str, str]]
    schemas: dict[str, str]
    """Schemas with another name: before to after."""

    def explain(self, before: str | None, after: str | None) -> bool:
        """Whether two texts are the same, or differ only where a name moved."""
        if before is None or after is None or before == after:
            return before == after
        ones, others = _TOKEN.findall(before), _TOKEN.findall(after)
        return len(ones) == len(others) and all(map(self._same_token, ones, others))

    def _same_token(self, before: str, after: str) -> bool:
        if before == after:
            return True
        if before.startswith("'") and after.startswith("'"):
            # nextval('public.orders_id_seq'::regclass), 'paid'::public.status: the name stands in a constant.
            texts = (before[1:-1], after[1:-1])
            return tuple(text.replace("''", "'") for text in texts) in self.pairs or self.explain(*texts)
        return (_unquoted(before), _unquoted(after)) in self.pairs


def _unquoted(token: str) -> str:
    return token[1:-1].replace('""', '"') if token.startswith('"') else token


def without_casts(text: str | None) -> str | None:
    """The text without casts and parentheses, for comparing what is meant."""
    return None if text is None else re.sub(r"[()]", "", _CAST.sub("", text))


def find_renames(before: Catalog, after: Catalog) -> Renames:
    """The names that moved between two catalogs of one database."""
    pairs: set[tuple[str, str]] = set()
    for kind in ("tables", "sequences", "views", "enums", "functions"):
        ones, others = getattr(before, kind), getattr(after, kind)
        for oid in ones.keys() & others.keys():
            pairs.add((ones[oid].name.name, others[oid].name.name))
            pairs.add((ones[oid].name.schema, others[oid].name.schema))
    for kind in ("columns", "constraints", "indexes", "triggers"):
        ones, others = getattr(before, kind), getattr(after, kind)
        pairs.update((ones[key].name, others[key].name) for key in ones.keys() & others.keys())
    for oid in before.enums.keys() & after.enums.keys():
        labels = [zip(each.label_oids, each.labels, strict=True) for each in (before.enums[oid], after.enums[oid])]
        ones, others = map(dict, labels)
        pairs.update((ones[key], others[key]) for key in ones.keys() & others.keys())
    schemas = {before.schemas[oid]: after.schemas[oid] for oid in before.schemas.keys() & after.schemas.keys()}
    pairs.update(schemas.items())
    return Renames(
        pairs=frozenset(pair for pair in pairs if pair[0] != pair[1]),
        schemas={one: other for one, other in schemas.items() if one != other},
    )
